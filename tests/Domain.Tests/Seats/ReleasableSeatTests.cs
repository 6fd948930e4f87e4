using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;
using static Seatkeeper.Domain.Tests.Granting.GrantWorld;

namespace Seatkeeper.Domain.Tests.Seats;

public sealed class ReleasableSeatTests
{
    private static readonly HubGrants none = new("hub", []);
    private static readonly HashSet<string> nobody = [];

    [Fact]
    public void Each_reason_is_told_and_whoever_has_most_of_them_comes_first()
    {
        var unmatched = Seat("a") with { Decision = MemberDecision.Unmatched };
        var guest = Seat("b") with { Decision = Seat("b").Decision with { Status = MemberStatus.Guest } };
        var idle = Seat("c") with { Facts = Seat("c").Facts with { LastActive = Now.AddDays(-91) } };
        var both = Seat("d") with { Facts = Seat("d").Facts with { LastActive = Now.AddDays(-200) } };
        var expired = Seat("e") with { List = Presence.Pending, Presence = Presence.Pending, Facts = Seat("e").Facts with { InvitationExpired = true } };

        var seats = ReleasableSeat.Of([unmatched, guest, idle, both, expired, Seat("f")], none, new HashSet<string> { "d" }, Now.AddDays(-90));

        Assert.Equal([both, unmatched, guest, idle, expired], seats.Select(seat => seat.Member));
        Assert.Equal([ReleaseReason.Left, ReleaseReason.Inactive], seats[0].Reasons);
        Assert.Equal([ReleaseReason.Unmatched, ReleaseReason.Guest, ReleaseReason.Inactive, ReleaseReason.InvitationExpired], seats.Skip(1).Select(seat => Assert.Single(seat.Reasons)));
        Assert.All(seats, seat => Assert.NotEmpty(seat.Sentence));
    }

    [Fact]
    public void Who_is_protected_gone_or_active_is_never_named_and_without_the_setting_nobody_is_inactive()
    {
        var idle = Seat("x") with { Facts = Seat("x").Facts with { LastActive = Now.AddYears(-1) }, Decision = MemberDecision.Unmatched };
        Member[] kept =
        [
            idle with { Facts = idle.Facts with { IsOperator = true } }, idle with { Facts = idle.Facts with { Role = AppRole.Owner } },
            idle with { Decision = new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "why") }, idle with { Presence = Presence.Gone }, Seat("active"),
        ];

        Assert.Empty(ReleasableSeat.Of(kept, none, nobody, Now));
        Assert.Empty(ReleasableSeat.Of([Seat("y") with { Facts = idle.Facts }], none, nobody, inactiveSince: null));
    }

    [Fact]
    public void Whose_seat_a_team_gives_is_named_with_the_team()
    {
        var seat = Assert.Single(ReleasableSeat.Of([Seat("ann")], none.Give(Team("ann", "t1", AppRole.Member)), new HashSet<string> { "ann" }, null));

        Assert.Contains("Name of t1", seat.HeldBy, StringComparison.Ordinal);
    }
}
