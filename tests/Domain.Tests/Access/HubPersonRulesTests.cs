using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Domain.Tests.Access;

public sealed class HubPersonRulesTests
{
    private static readonly HubPersonFacts ann = new("Ann", WorkspaceRole.User, Active: true, HasSeat: false);
    private static readonly HubPersonFacts seated = ann with { HasSeat = true, Seat = "/seat" };

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    public void An_owner_may_be_without_a_seat(bool? seat) => Assert.Multiple(
        () => Assert.Null(HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Owner, seat), ann)),
        () => Assert.False(HubPersonRules.NeedsSeat(new HubPersonWish(HubRole.Owner, seat), ann)));

    [Theory]
    [InlineData(HubRole.Owner, true, true)]
    [InlineData(HubRole.Collaborator, true, true)]
    [InlineData(HubRole.Collaborator, null, true)]
    [InlineData(HubRole.Owner, null, false)]
    public void A_seat_that_is_not_there_is_needed_by_who_asks_for_one_and_by_collaborators(HubRole role, bool? seat, bool needed) => Assert.Multiple(
        () => Assert.Equal(needed, HubPersonRules.NeedsSeat(new HubPersonWish(role, seat), ann)),
        () => Assert.False(HubPersonRules.NeedsSeat(new HubPersonWish(role, seat), seated)));

    [Fact]
    public void A_collaborator_always_has_a_seat() =>
        Assert.Contains("seat", HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Collaborator, Seat: false), seated)?.Fields?.Keys ?? []);

    [Fact]
    public void Nobody_loses_a_seat_by_being_made_owner()
    {
        var refused = HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Owner, Seat: false), seated);

        Assert.Equal((RefusalKind.StageNotAllowed, "/seat"), (refused?.Kind, refused?.Link));
    }

    [Theory]
    [InlineData(WorkspaceRole.GuestUser)]
    [InlineData(WorkspaceRole.LoginOnly)]
    public void A_guest_is_only_ever_collaborator(WorkspaceRole role) => Assert.Multiple(
        () => Assert.Contains("hubRole", HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Owner), seated with { WorkspaceRole = role })?.Fields?.Keys ?? []),
        () => Assert.Null(HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Collaborator), seated with { WorkspaceRole = role })),
        () => Assert.False(AccessRules.KeepsHubOwned(role, active: true)));

    [Fact]
    public void Who_left_gets_no_role_and_keeps_no_hub_owned() => Assert.Multiple(
        () => Assert.Equal(RefusalKind.StageNotAllowed, HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Owner), seated with { Active = false })?.Kind),
        () => Assert.False(AccessRules.KeepsHubOwned(WorkspaceRole.Owner, active: false)),
        () => Assert.True(AccessRules.KeepsHubOwned(WorkspaceRole.User, active: true)));

    [Fact]
    public void Whom_a_team_makes_owner_is_not_made_less_by_name()
    {
        var holder = new Refusal(RefusalKind.HeldByTeam, "The team gives it.");
        var held = seated with { Holder = holder, HeldAs = HubRole.Owner };

        Assert.Same(holder, HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Collaborator), held));
        Assert.Null(HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Owner), held));
        Assert.Null(HubPersonRules.RefusalOf(new HubPersonWish(HubRole.Owner), held with { HeldAs = HubRole.Collaborator }));
    }
}
