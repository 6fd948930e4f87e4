using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.AhrefsChanges;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsControls;

/// <summary>A panel that is still about somebody else, boxes that others ticked, a choice that changed more than it should.</summary>
public sealed class ShapeTrapTests(Site site)
{
    [Theory]
    [InlineData(600_000, FailureKind.SafetyStop)]
    [InlineData(800, null)]
    public async Task A_panel_that_shows_somebody_else_is_waited_for_and_never_acted_on(int staleMs, FailureKind? expected)
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "H" });
        var (target, before) = (world.Invited(), world.Invited(1));
        await world.World.PutAsync("ui", new { panelShows = before, panelStaleMs = staleMs });
        await world.PermitAsync("resend", target);

        var end = await world.ChangeAsync(Wish(ChangeAction.ResendInvitation, target));

        Assert.Equal(expected, end.StoppedBy?.Kind);
        await world.AssertEffectsAsync(expected is null ? [$"invitationResent {target}"] : []);
    }

    [Theory]
    [InlineData("full", null)]
    [InlineData("paged", FailureKind.SafetyStop)]
    public async Task Boxes_that_others_ticked_are_emptied_one_by_one_and_where_they_are_out_of_sight_nothing_is_done(string listMode, FailureKind? expected)
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "G", listMode });
        var (target, others) = (world.Somebody(AccessLevel.Member), new[] { world.Somebody(AccessLevel.Member, 1), world.Somebody(AccessLevel.Guest) });
        await world.World.PutAsync("ui", new { ticked = others });
        await world.PermitAsync("remove", target);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target));

        Assert.Equal(expected, end.StoppedBy?.Kind);
        await world.AssertEffectsAsync(expected is null ? [$"memberRemoved {target}"] : []);
        Assert.DoesNotContain(await world.ClicksAsync(), click => click.Contains("Select all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_choice_after_which_somebody_else_has_another_role_is_told_and_stops_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site, overrides: new { variant = "F" });
        var (target, other) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1));
        await world.PermitAsync("changeRole", target, "Guest");
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "changeRole", target = other, role = "Guest", when = "afterNextSubmit" });

        var end = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, target, AppRole.Guest), Wish(ChangeAction.Remove, other));

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal([target], world.Journal.Results.Keys);
        await world.AssertEffectsAsync($"roleChanged {target}");
    }
}
