using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>A page that is about to do something else than the wish: nothing is confirmed, and the batch stops.</summary>
public sealed class PageGuardTests(Site site)
{
    private const string New = "new.one@corp.test";

    [Fact]
    public async Task A_dialog_that_means_somebody_else_is_left_with_nothing_sent_and_pictured()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.World.PutAsync("ui", new { dialogNames = "somebody.else@corp.test" });
        var target = world.Somebody(AccessLevel.Member);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Guest)));

        Assert.Equal((FailureKind.SafetyStop, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal([target], world.Journal.Results.Keys);
        Assert.NotEmpty(world.Journal.Results[target].Failure?.EvidenceIds ?? []);
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_failure_that_cannot_be_pictured_is_recorded_all_the_same()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        world.World.Run.LosesEvidence = true;
        await world.World.PutAsync("ui", new { moreConsequences = true });
        var target = world.Somebody(AccessLevel.Member);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target));

        Assert.Equal(FailureKind.SafetyStop, end.StoppedBy?.Kind);
        Assert.Equal(FailureKind.SafetyStop, world.Journal.KindOf(target));
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_menu_of_another_row_sends_nothing_again()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (target, other) = (world.Invited(), world.Invited(1));
        await world.World.PutAsync("ui", new { menusOpenAt = other });

        var end = await world.ChangeAsync(Wish(ChangeAction.ResendInvitation, target));

        Assert.Equal((FailureKind.SafetyStop, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_switch_that_anybody_touched_ends_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", target);
        world.Journal.OnIntent = _ => world.World.PatchAsync("workspaces/ws_01", new { require2fa = true }).Wait(TestContext.Current.CancellationToken);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Guest)));

        Assert.Equal(FailureKind.SafetyStop, end.StoppedBy?.Kind);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(target));
        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact]
    public async Task A_switch_that_was_touched_while_the_session_was_renewed_ends_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", target);
        await world.World.PatchAsync("workspaces/ws_01", new { require2fa = true });
        await world.World.PostAsync("scenarios/expireAtSubmit", new { });
        world.Journal.OnIntent = _ => world.World.PatchAsync("workspaces/ws_01", new { require2fa = false }).Wait(TestContext.Current.CancellationToken);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Guest)));

        Assert.Equal(FailureKind.SafetyStop, end.StoppedBy?.Kind);
        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact]
    public async Task On_the_real_site_an_unverified_map_changes_nothing()
    {
        var connector = Rig.World.OfRealSite(site);

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => connector.ChangeMembersAsync(
            new FakeRun("svc-hub@corp.test"), Pinned, [Wish(ChangeAction.Remove, New)], new ChangeJournal(), TestContext.Current.CancellationToken));

        Assert.Equal((FailureKind.PageContractBroken, FailurePhase.None), (failure.Failure.Kind, failure.Failure.Phase));
    }
}
