using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;

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

    private static SeatEvent Back(string task) => new(ProvisionedMembers.Reappeared, "a@example.com", "m-a@example.com", task);
}
