using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsControls;

/// <summary>People as cards, and controls in rows, panels and toolbars: the connector is never told which, and finds its way by what the page shows.</summary>
public sealed class ShapeTests(Site site)
{
    private const string New = "new.one@corp.test";

    public static TheoryData<string, string, string> Everywhere =>
    [
        .. from variant in new[] { "B", "F", "G", "H" }
           from listMode in new[] { "full", "paged", "loadMore", "virtual" }
           select ("medium", variant, listMode),
    ];

    [Theory]
    [InlineData("small", "B", "virtual")]
    [InlineData("small", "F", "loadMore")]
    [InlineData("small", "G", "full")]
    [InlineData("small", "H", "paged")]
    public Task Makes_every_change_that_it_is_told_to_and_no_other(string set, string variant, string listMode) => RunAsync(set, variant, listMode);

    [Theory(Explicit = true)]
    [MemberData(nameof(Everywhere))]
    public Task Makes_every_change_however_the_list_is_shown(string set, string variant, string listMode) => RunAsync(set, variant, listMode);

    private async Task RunAsync(string set, string variant, string listMode)
    {
        using var world = await ChangeWorld.CreateAsync(site, set, new { variant, listMode, pageSize = set is "small" ? 5 : 50, seatsPaid = 1000 });
        var (changed, removed, other) = (world.Somebody(AccessLevel.Member, 4), world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Guest));
        var (again, cancelled) = (world.Invited(), world.Invited(1));
        await world.PermitAsync("changeRole", changed, "Admin");
        await world.PermitAsync("remove", removed);
        await world.PermitAsync("remove", other);
        await world.PermitAsync("resend", again);
        await world.PermitAsync("cancelInvite", cancelled);
        await world.PermitAsync("invite", New, "Guest");

        var end = await world.ChangeAsync(
            Wish(ChangeAction.ResendInvitation, again), Wish(ChangeAction.ChangeRole, changed, AppRole.Admin), Wish(ChangeAction.Remove, removed),
            Wish(ChangeAction.Remove, other), Wish(ChangeAction.CancelInvitation, cancelled), Wish(ChangeAction.Invite, New, AppRole.Guest));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        await world.AssertEffectsAsync(
            $"roleChanged {changed}", $"memberRemoved {removed}", $"memberRemoved {other}", $"invitationResent {again}", $"invitationCancelled {cancelled}", $"invitationCreated {New}");
        Assert.DoesNotContain(await world.ClicksAsync(), click => click.Contains("Select all", StringComparison.Ordinal));
    }
}
