using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>The answer to a submit is lost, wrong or a lie: the lists decide, and nothing takes effect twice.</summary>
public sealed class LostAnswerTests(Site site)
{
    private static readonly string[] Internal = ["Error", "Internal"];

    [Fact]
    public async Task A_removal_that_is_answered_with_something_else_takes_effect_once()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", target);
        await world.FaultAsync("simRemoveMember", new { kind = "html", status = 500, applyEffect = true });

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(target));
        Assert.Single(world.Journal.Intents);
        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    // Chromium itself sends again what broke on a connection that had worked before: then the second answer is that nobody is there.
    [Fact]
    public async Task A_removal_whose_connection_breaks_takes_effect_once()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("remove", target);
        await world.FaultAsync("simRemoveMember", new { kind = "reset", applyEffect = true });

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.NotEqual(ChangeStatus.Failed, world.Journal.StatusOf(target));
        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact]
    public async Task What_fails_twice_is_unknown_and_stops_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (target, next) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1));
        await world.FaultAsync("simRemoveMember", new { kind = "respond", status = 500, body = Internal }, times: 0);

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, next));

        Assert.Equal((FailureKind.EffectUnknown, FailureEffect.Unknown), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal(FailureKind.EffectUnknown, world.Journal.KindOf(target));
        Assert.Equal([target], world.Journal.Results.Keys);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_success_that_is_a_lie_is_found_out_and_stops_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (target, next) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1));
        await world.FaultAsync("simRemoveMember", new { kind = "respond", status = 200, body = new { removed = "m_1" } });

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, next));

        Assert.Equal((FailureKind.EffectNotApplied, true), (end.StoppedBy?.Kind, end.Stopped));
        Assert.Equal(FailureEffect.None, world.Journal.Results[target].Failure?.Effect);
        Assert.Equal([target], world.Journal.Results.Keys);
        await world.AssertEffectsAsync();
    }

    [Theory]
    [InlineData("expireAtSubmit", 2)]
    [InlineData("expireAfterEffect", 1)]
    public async Task A_session_that_dies_with_the_removal_is_renewed_and_the_removal_happens_once(string scenario, int intents)
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (before, target) = (world.Somebody(AccessLevel.Member, 1), world.Somebody(AccessLevel.Member));
        await world.PermitAsync("changeRole", before, "Guest");
        await world.PermitAsync("remove", target);
        await world.World.PostAsync($"scenarios/{scenario}", new { });

        var end = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, before, AppRole.Guest), Wish(ChangeAction.Remove, target));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(target));
        Assert.Equal(intents, world.Journal.Intents.Count(email => email == target));
        await world.AssertEffectsAsync($"roleChanged {before}", $"memberRemoved {target}");
    }

    // A person signs in for it and uploads that session: where the account has one alone, the batch's own dies.
    [Fact]
    public async Task A_session_that_is_uploaded_in_the_middle_of_a_batch_stays_and_everybody_is_done()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var targets = Enumerable.Range(0, 3).Select(nth => world.Somebody(AccessLevel.Member, nth)).ToList();
        foreach (var target in targets)
            await world.PermitAsync("remove", target);
        var uploaded = world.World.Run.Session;
        world.Journal.OnIntent = _ =>
        {
            if (world.Journal.Intents.Count != 1)
                return;
            world.World.Run.IsReplaced = true;
            world.World.PostAsync("sessions/revoke", new { account = world.World.Truth.OperatorEmail }).Wait(TestContext.Current.CancellationToken);
        };

        var end = await world.ChangeAsync([.. targets.Select(target => Wish(ChangeAction.Remove, target))]);

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.All(targets, target => Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(target)));
        Assert.Same(uploaded, world.World.Run.Session);
        await world.AssertEffectsAsync([.. targets.Select(target => $"memberRemoved {target}")]);
    }

    // The first read of the members dies with the session; two make the first whole look, and before the next one it takes effect.
    [Fact]
    public async Task An_invitation_that_comes_late_is_sent_once_though_the_session_died_in_between()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        const string Late = "new.one@corp.test";
        await world.PermitAsync("invite", Late, "Member");
        await world.FaultAsync("simInviteMembers", new { kind = "lateEffect", effectBeforeRead = 4 });
        world.Journal.OnIntent = _ =>
        {
            if (world.Journal.Intents.IsEmpty)
                world.FaultAsync("tkGetWorkspaceInfo", new { kind = "expireSession" }).Wait(TestContext.Current.CancellationToken);
        };

        var end = await world.ChangeAsync(Wish(ChangeAction.Invite, Late, AppRole.Member));
        await world.World.Connector().ReadMembersAsync(world.World.Run, Pinned, TestContext.Current.CancellationToken);

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(Late));
        Assert.Single(world.Journal.Intents);
        await world.AssertEffectsAsync($"invitationCreated {Late}");
    }

    [Fact]
    public async Task Whoever_cancels_after_the_click_still_gets_the_effect_recorded()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (target, next) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1));
        await world.PermitAsync("remove", target);
        await world.FaultAsync("simRemoveMember", new { kind = "stall" });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var changing = world.World.Connector().ChangeMembersAsync(
            world.World.Run, Pinned, [Wish(ChangeAction.Remove, target), Wish(ChangeAction.Remove, next)], world.Journal, stop.Token);
        await world.UntilFaultAsync();
        await stop.CancelAsync();
        await world.World.PostAsync("faults/simRemoveMember fault/release", new { });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changing);
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(target));
        Assert.Equal([target], world.Journal.Results.Keys);
        await world.AssertEffectsAsync($"memberRemoved {target}");
    }

    [Fact]
    public async Task A_batch_that_is_cut_off_between_a_removal_and_the_twin_s_cancellation_is_gone_on_with_by_the_next_try()
    {
        using var world = await ChangeWorld.CreateAsync(site, "medium", new { listMode = "full" });
        const string Both = "case.twin@corp.test";
        await world.PermitAsync("remove", Both);
        await world.PermitAsync("cancelInvite", Both);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        world.Journal.OnIntent = _ =>
        {
            if (world.Journal.Intents.Count == 1)
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.World.Connector().ChangeMembersAsync(
            world.World.Run, Pinned, [Wish(ChangeAction.Remove, Both)], world.Journal, stop.Token));

        Assert.Empty(world.Journal.Results);
        await world.AssertEffectsAsync($"memberRemoved {Both}");

        Assert.Equal(new ChangeBatchEnd(), await world.ChangeAsync(Wish(ChangeAction.Remove, Both, intended: true)));
        Assert.Equal(ChangeStatus.Done, world.Journal.StatusOf(Both));
        Assert.Equal([ChangeAction.Remove, ChangeAction.CancelInvitation, ChangeAction.CancelInvitation], world.Journal.Sends);
        await world.AssertEffectsAsync($"memberRemoved {Both}", "invitationCancelled Case.Twin@corp.test");
    }

    // The invitation is accepted under another address meanwhile: only the batch that sent it knows that this one was not there before.
    [Fact]
    public async Task What_was_sent_and_not_looked_for_before_the_batch_was_cut_off_is_recorded_as_unknown_and_so_not_sent_again()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        const string Invited = "new.one@corp.test";
        await world.PermitAsync("invite", Invited, "Member");
        await world.FaultAsync("simInviteMembers", new { kind = "expireSession", when = "after" });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        world.World.Run.DuringCredentialRead = _ => stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.World.Connector().ChangeMembersAsync(
            world.World.Run, Pinned, [Wish(ChangeAction.Invite, Invited, AppRole.Member)], world.Journal, stop.Token));

        Assert.Equal((FailureKind.EffectUnknown, FailureEffect.Unknown), (world.Journal.KindOf(Invited), world.Journal.Results[Invited].Failure?.Effect));
        Assert.Single(world.Journal.Intents);
        await world.AssertEffectsAsync($"invitationCreated {Invited}");
    }

    [Fact]
    public async Task An_effect_of_an_earlier_try_counts_as_done_by_us_and_is_not_sent_again()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (gone, promoted) = ("long.gone@corp.test", world.Somebody(AccessLevel.Admin));

        await world.ChangeAsync(Wish(ChangeAction.Remove, gone, intended: true), Wish(ChangeAction.ChangeRole, promoted, AppRole.Admin, intended: true));

        Assert.All(world.Journal.Results.Values, result => Assert.Equal(ChangeStatus.Done, result.Status));
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }
}
