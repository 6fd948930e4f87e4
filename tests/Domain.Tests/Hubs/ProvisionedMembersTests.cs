using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Tests.Hubs;

public sealed class ProvisionedMembersTests
{
    private const string Operator = "bot@example.com";
    private static readonly DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static Member Person(string email, MemberFacts? facts = null, MemberStatus status = MemberStatus.Unmatched, Presence presence = Presence.Confirmed) => new(
        $"m-{email}", Presence.Confirmed, presence, facts ?? new MemberFacts(null, email, email, AppRole.Member, "Member"), new MemberDecision(status), MemberStage.None, now, now);

    private static SeatEvent Invited(string email, string task = "t1") => new(ProvisionedMembers.Invited, email, null, task);

    private static string[] Of(IEnumerable<Member> members, params SeatEvent[] history) =>
        [.. ProvisionedMembers.Of(members, history, Operator).Select(member => member.Facts.Email ?? "")];

    [Fact]
    public void Only_whom_we_invited_has_their_seat_from_us() =>
        Assert.Equal(["ours@example.com"], Of([Person("ours@example.com"), Person("imported@example.com")], Invited("Ours@Example.com"), new SeatEvent("memberMatched", "imported@example.com", null, "t2")));

    [Fact]
    public void Who_was_removed_or_uninvited_since_came_back_by_others() => Assert.Multiple(
        () => Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), new SeatEvent(ProvisionedMembers.Removed, "a@example.com", null, "t2"))),
        () => Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), new SeatEvent(ProvisionedMembers.InvitationCancelled, "a@example.com", null, "t2"))),
        () => Assert.Single(Of([Person("a@example.com")], Invited("a@example.com"), new SeatEvent(ProvisionedMembers.Removed, "a@example.com", null, "t2"), Invited("a@example.com", "t3"))));

    [Fact]
    public void Who_came_back_after_our_invitation_and_not_by_it_is_not_ours() => Assert.Multiple(
        () => Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), Back("t2"))),
        () => Assert.Single(Of([Person("a@example.com")], Back("t1"), Invited("a@example.com"))),
        () => Assert.Single(Of([Person("a@example.com")], Invited("a@example.com"), Back("t1"))));

    [Fact]
    public void Who_is_protected_or_gone_is_never_among_them() => Assert.Empty(Of(
        [
            Person("owner@example.com", new MemberFacts(null, "owner@example.com", null, AppRole.Owner, "Owner")),
            Person("was@example.com", new MemberFacts(null, "was@example.com", null, AppRole.Admin, "Admin", IsOperator: true)),
            Person(Operator),
            Person("exempt@example.com", status: MemberStatus.Exempted),
            Person("gone@example.com", presence: Presence.Gone),
            Person("cut", new MemberFacts(null, null, "No address", AppRole.Member, "Member")),
        ],
        [.. new[] { "owner@example.com", "was@example.com", Operator, "exempt@example.com", "gone@example.com", "" }.Select(email => Invited(email))]));

    [Fact]
    public void Whose_invitation_went_without_being_accepted_was_let_in_by_others() => Assert.Multiple(
        () => Assert.Single(Of([Person("a@example.com")], Invited("a@example.com"), Gone("t2", Invitation), Came("t2"))),
        () => Assert.Single(Of([Person("a@example.com")], Invited("a@example.com"), Back("t2"), Gone("t2", Invitation))),
        () => Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), Gone("t2", Invitation), Came("t3"))),
        () => Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), Gone("t2", Invitation), Came("t2", Invitation))),
        () => Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), Gone("t2", Invitation), Came("t2"), Gone("t3", "m"), Came("t3", Invitation))),
        () => Assert.Single(Of([Person("a@example.com")], Gone("t1", Invitation), Invited("a@example.com", "t2"), Gone("t3", Invitation), Came("t3"))));

    [Fact]
    public void A_seat_goes_with_its_account_to_another_address_and_not_to_who_has_the_old_one_by_then()
    {
        SeatEvent[] history = [Invited("a@example.com"), new(CheckEvent.AddressChanged, "new@example.com", "m", "t2", Before: "a@example.com"), Came("t3")];

        Assert.Equal(["new@example.com"], Of([Person("a@example.com"), Person("new@example.com")], history));
        Assert.Empty(Of([Person("a@example.com")], Invited("a@example.com"), new SeatEvent(CheckEvent.AddressChanged, "a@example.com", "m", "t2", Before: "other@example.com")));
    }

    private static string Invitation => MemberId.For(Presence.Pending, "a@example.com", siteId: null);

    private static SeatEvent Gone(string task, string member) => new(CheckEvent.MemberGone, "a@example.com", member, task);

    private static SeatEvent Came(string task, string member = "m-a@example.com") => new(CheckEvent.MemberAdded, "A@example.com", member, task);

    private static SeatEvent Back(string task) => new(CheckEvent.MemberReappeared, "a@example.com", "m-a@example.com", task);
}
