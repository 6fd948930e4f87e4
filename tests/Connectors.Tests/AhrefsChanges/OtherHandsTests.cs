using Seatkeeper.AhrefsSimulator.Model;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using static Seatkeeper.Connectors.Tests.AhrefsChanges.ChangeWorld;

namespace Seatkeeper.Connectors.Tests.AhrefsChanges;

/// <summary>Somebody else changes the same workspace at the same time, or wants the batch to end.</summary>
public sealed class OtherHandsTests(Site site)
{
    [Fact]
    public async Task Whoever_was_removed_meanwhile_needs_no_change_and_whose_role_moved_is_left_alone()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (gone, moved, last) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1), world.Somebody(AccessLevel.Member, 2));
        await world.PermitAsync("remove", last);
        await ActAsync(world, "remove", gone, "simRemoveMember");
        await ActAsync(world, "changeRole", moved, "simChangeRole", "Admin");

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, gone), Wish(ChangeAction.ChangeRole, moved, AppRole.Guest), Wish(ChangeAction.Remove, last));

        Assert.Equal(new ChangeBatchEnd(), end);
        Assert.Equal((ChangeStatus.NoChangeNeeded, true), (world.Journal.StatusOf(gone), world.Journal.Results[gone].WasSent));
        Assert.Equal(FailureKind.ConcurrentChange, world.Journal.KindOf(moved));
        await world.AssertEffectsAsync($"memberRemoved {last}");
    }

    [Fact]
    public async Task Nothing_is_sent_once_the_workspace_is_lost_or_the_owner_says_stop()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var (first, second) = (world.Somebody(AccessLevel.Member), world.Somebody(AccessLevel.Member, 1));
        world.Journal.OnIntent = _ => throw new AppFailureException(new Failure(FailureKind.LeaseLost));

        var lost = await world.ChangeAsync(Wish(ChangeAction.Remove, first));
        world.Journal.OnIntent = _ => { };
        world.Journal.MayBegin = change => change.Email != second;
        var stopped = await world.ChangeAsync(Wish(ChangeAction.Remove, second));

        Assert.Equal(FailureKind.LeaseLost, lost.StoppedBy?.Kind);
        Assert.Equal(new ChangeBatchEnd(Stopped: true), stopped);
        Assert.Empty(world.Journal.Results);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task What_looks_like_the_wished_address_is_named_and_never_taken_for_it()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var listed = world.Somebody(AccessLevel.Member);
        var wished = listed.Replace("@", "+seo@", StringComparison.Ordinal);

        await world.ChangeAsync(Wish(ChangeAction.ChangeRole, wished, AppRole.Admin));

        var result = world.Journal.Results[wished];
        Assert.Equal(FailureKind.MemberNotFound, result.Failure?.Kind);
        Assert.Contains(listed, result.Failure?.Detail, StringComparison.OrdinalIgnoreCase);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task In_another_workspace_nothing_is_changed()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var elsewhere = new AppWorkspace("ws_99", "Contoso-SEO");

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => world.World.Connector().ChangeMembersAsync(
            world.World.Run, elsewhere, [Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Member))], world.Journal, TestContext.Current.CancellationToken));

        Assert.Equal(FailureKind.InsufficientRole, failure.Failure.Kind);
        Assert.Empty(world.Journal.Results);
        await world.AssertEffectsAsync();
    }

    // A removal loads the list anew, an invitation the page of the seats: there the other workspace shows.
    [Theory]
    [InlineData(ChangeAction.Remove)]
    [InlineData(ChangeAction.Invite)]
    public async Task Nothing_is_sent_once_the_account_opened_another_workspace(ChangeAction action)
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = action is ChangeAction.Invite ? "new.one@corp.test" : world.Somebody(AccessLevel.Member);
        world.Journal.MayBegin = _ =>
        {
            world.World.PostAsync("scenarios/workspaceFlips", new { when = "beforeNextRead", call = "simShell" }).Wait(TestContext.Current.CancellationToken);
            return true;
        };

        var end = await world.ChangeAsync(Wish(action, target, AppRole.Member));

        Assert.Equal((FailureKind.WrongWorkspace, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal([target], world.Journal.Results.Keys);
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    // After the intent, and before the last look: only the header tells of it, and the dialog hides that.
    [Theory]
    [InlineData(ChangeAction.Remove)]
    [InlineData(ChangeAction.Invite)]
    public async Task Nothing_is_sent_once_another_workspace_was_opened_behind_a_dialog_that_hides_the_page(ChangeAction action)
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.World.PutAsync("ui", new { dialogHidesPage = true, headerFollows = true });
        var target = action is ChangeAction.Invite ? "new.one@corp.test" : world.Somebody(AccessLevel.Member);
        world.Journal.OnIntent = _ => FlipAsync(world).Wait(TestContext.Current.CancellationToken);

        var end = await world.ChangeAsync(Wish(action, target, AppRole.Member));

        Assert.Equal((FailureKind.WrongWorkspace, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Single(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task Nothing_is_sent_where_no_workspace_can_be_read_behind_the_dialog()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        await world.World.PutAsync("ui", new { dialogTakesHeader = true });

        var end = await world.ChangeAsync(Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Member)));

        Assert.Equal((FailureKind.WrongWorkspace, FailureEffect.None), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Empty(world.Journal.Intents);
        await world.AssertEffectsAsync();
    }

    [Fact]
    public async Task A_role_that_became_a_third_one_was_changed_and_stops_the_batch()
    {
        using var world = await ChangeWorld.CreateAsync(site);
        var target = world.Somebody(AccessLevel.Member);
        await world.PermitAsync("changeRole", target, "Guest");
        await world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action = "changeRole", target, role = "Admin", when = "afterNextSubmit", call = "simChangeRole" });

        var end = await world.ChangeAsync(Wish(ChangeAction.ChangeRole, target, AppRole.Guest), Wish(ChangeAction.Remove, world.Somebody(AccessLevel.Member, 1)));

        Assert.Equal((FailureKind.EffectDiverged, FailureEffect.Applied), (end.StoppedBy?.Kind, end.StoppedBy?.Effect));
        Assert.Equal([target], world.Journal.Results.Keys);
        await world.AssertEffectsAsync($"roleChanged {target}");
    }

    // The page asks one time after the other: before it asks a third time, it has shown what the second one told.
    private static async Task FlipAsync(ChangeWorld world)
    {
        await world.World.PostAsync("scenarios/workspaceFlips", new { when = "beforeNextRead", call = "simShell" });
        for (var seen = await AskedAsync(world); await AskedAsync(world) < seen + 3;)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static async Task<int> AskedAsync(ChangeWorld world) =>
        (await world.World.GetAsync("journal?kinds=request")).AsArray().Count(entry => entry?["name"]?.ToString() == "simShell");

    private static Task ActAsync(ChangeWorld world, string action, string target, string call, string? role = null) =>
        world.World.PostAsync("people/act", new { actor = "olivia.owner@corp.test", action, target, role, when = "beforeNextSubmit", call });
}
