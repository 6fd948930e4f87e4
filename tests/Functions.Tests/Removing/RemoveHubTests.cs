using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Removing;

public sealed class RemoveHubTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_removed_hub_is_gone_from_lists_frees_all_it_held_and_is_read_only_by_its_tasks_and_activity()
    {
        var collaborator = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(collaborator);
        var stranger = await world.PersonAsync(WorkspaceRole.Admin);
        var (identifier, present) = ((await hub.RowAsync()).Identifier, hub.Present());

        var task = await hub.RemoveHubAsync();

        Assert.Equal((AutomatedTaskType.RemoveHub, AutomatedTaskStatus.Completed), (task.Type, task.Status));
        Assert.Equal((HubState.Removed, null, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).ActiveTaskId, (await hub.RowAsync()).Workspace));
        foreach (var caller in new[] { hub.Owner.Caller, collaborator.Caller, world.App.Owner })
        {
            (await caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.NotFound);
            Assert.DoesNotContain(hub.Id, (await caller.GetAsync("hubs?limit=1000")).Text, StringComparison.Ordinal);
        }

        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Back" })).Expect(HttpStatusCode.NotFound);
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.NotFound);
        foreach (var path in new[] { $"tasks/{task.Id}", $"tasks?hubId={hub.Id}", $"activity?hubId={hub.Id}" })
        {
            (await hub.Owner.Caller.GetAsync(path)).Expect(HttpStatusCode.OK);
            (await stranger.Caller.GetAsync(path)).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal(["hubRemovalBegun", "hubRemoved"], (await hub.ToldAsync("hubRemovalBegun", "hubRemoved")).Select(told => told.Event).Order(StringComparer.Ordinal));
        Assert.Empty(await world.Members.LoadAsync(hub.Id, HubWorld.Cancel));
        Assert.Empty((await world.App.Get<GrantsTable>().LoadAsync(hub.Id, HubWorld.Cancel)).All);
        Assert.Null(await hub.RoleAsync(collaborator));
        Assert.Equal(present, hub.Present());
        Assert.Empty(hub.Site.Changes.Batches);

        // Identifier, account and workspace are another hub's for the asking.
        Assert.Null(await world.UsedByAsync(hub.AccountId));
        var again = (await hub.Owner.Caller.PostAsync("hubs", HubWorld.Wish(hub.AccountId, identifier))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(again.Id)).Status);
    }

    [Fact]
    public async Task What_was_asked_before_and_comes_late_takes_nothing_back_for_a_hub_that_was_removed()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        var wish = HubWorld.Wish(account);
        var first = (await ConnectAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var hub = new TestHub(world, first.HubId ?? "", owner, site, account);
        await hub.EndOfAsync(first.Id);
        var before = await hub.RowAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveHubAsync()).Status);

        Assert.Equal(first.Id, (await ConnectAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Null(await world.App.Get<HubReservations>().FinishAsync(before, world.Engine.Client, HubWorld.Cancel));
        Assert.False(await world.App.Get<AccountClaims>().TakeNamedAsync(hub.Id, account, HubWorld.Cancel));
        Assert.Null(await world.UsedByAsync(account));
        var team = await world.TeamAsync();
        await world.App.Get<HubTeamsTable>().TryPutAsync(new HubAssignment(hub.Id, team.Id, AppRole.Member, HubRole.Collaborator, Ends: null, DateTimeOffset.UtcNow, new TeamAuthor("ann", "Ann")), before: null, HubWorld.Cancel);
        (await world.App.Owner.DeleteAsync($"teams/{team.Id}")).Expect(HttpStatusCode.NoContent);

        var another = (await owner.Caller.PostAsync("hubs", wish)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(another.Id)).Status);

        Task<ApiAnswer> ConnectAsync() => owner.Caller.SendAsync(
            HttpMethod.Post, "hubs", System.Net.Http.Json.JsonContent.Create(wish, options: Functions.Http.ApiJson.Options), ("Idempotency-Key", "late"));
    }

    [Fact]
    public async Task Whoever_stopped_it_before_there_was_no_way_back_is_heard()
    {
        var hub = await world.HubOfAsync(2);
        var caller = new Caller(hub.Owner.Person.Id, hub.Owner.Person.Name, WorkspaceRole.User, IsPerson: true, InPerson: true);
        var (id, wish) = ($"{hub.Id}-removehub-9", await world.App.Get<CheckBlobs>().WriteAsync(hub.Id, "removal-wish", new RemovalWish(RevokeMembers: false, DeleteAccounts: false, []), HubWorld.Cancel));
        await world.Tasks.InsertAsync(new NewTask(id, AutomatedTaskType.RemoveHub, TaskTrigger.Api, hub.Id, caller, nameof(RemoveHubOrchestrator), Wish: wish), HubWorld.Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), HubWorld.Cancel);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { State = HubState.Removing, ActiveTaskId = id, Removal = new HubRemoval(id, wish, caller.Id, caller.Name, DateTimeOffset.UtcNow, row.State) }, HubWorld.Cancel);
        (await hub.Owner.Caller.PostAsync($"tasks/{id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        var gone = await ActivatorUtilities.CreateInstance<FinishRemovalActivity>(world.App.Services).Run(new AutomationStep(id, "e", hub.Id) { IsClosing = true }, HubWorld.Cancel);

        Assert.Equal(FailureKind.Cancelled, gone.Trouble?.Failure?.Kind);
        Assert.Equal((HubState.Removing, null, hub.Id), ((await hub.RowAsync()).State, (await hub.RowAsync()).Removal?.FinalAt, await world.UsedByAsync(hub.AccountId)));
    }

    [Fact]
    public async Task Work_that_runs_stops_at_its_next_safe_point_what_waits_is_cancelled_and_nothing_else_may_be_asked_meanwhile()
    {
        var hub = await world.HubOfAsync(12);
        var waiting = await hub.UntilAsync((await hub.StartRemovalAsync([.. Enumerable.Range(0, 10).Select(ChangeWorld.Email)])).Id, task => task.IsWaiting);
        var (reached, goOn) = hub.HoldRead();
        var running = await hub.StartCheckAsync();
        await reached;

        var removal = await hub.StartRemovingAsync();
        await hub.UntilAsync(removal.Id, task => task.Progress?.StartsWith("Waits until", StringComparison.Ordinal) == true);
        var shown = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.OK).As<HubResponse>();
        Assert.Equal((HubState.Removing, removal.Id), (shown.State, shown.RemovalTaskId));
        await RefusesEveryChangeAsync(hub, removal.Id);
        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/retry", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Equal(removal.Id, (await hub.StartRemovingAsync()).Id);
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?revokeMembers=true")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        goOn();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(removal.Id)).Status);
        Assert.Equal((AutomatedTaskStatus.Cancelled, AutomatedTaskStatus.Cancelled), ((await hub.EndOfAsync(waiting.Id)).Status, (await hub.EndOfAsync(running.Id)).Status));
        Assert.Contains("removes the hub", (await hub.TaskAsync(running.Id)).Cancellation?.ByName ?? "", StringComparison.Ordinal);
        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_had_done_something_still_records_what_it_did(bool waitsForAPerson)
    {
        var hub = await world.HubOfAsync(20);
        var (reached, goOn, begun) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        hub.Site.Changes.BeforeEach = async _ =>
        {
            if (++begun != 2) return;
            reached.TrySetResult();
            await goOn.Task;
            if (waitsForAPerson) throw new AppFailureException(new Failure(FailureKind.ChallengeRequired, FailurePhase.Login));
        };
        var change = await hub.StartRemovalAsync(ChangeWorld.Email(0), ChangeWorld.Email(1), ChangeWorld.Email(2));
        await reached.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);
        if (waitsForAPerson)
        {
            goOn.SetResult();
            await hub.UntilAsync(change.Id, task => task.Status == AutomatedTaskStatus.WaitingForInput);
        }

        var removal = await hub.StartRemovingAsync();
        await hub.UntilAsync(change.Id, task => task.Cancellation is not null);
        goOn.TrySetResult();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(removal.Id)).Status);
        var ended = await hub.EndOfAsync(change.Id);
        Assert.Equal((AutomatedTaskStatus.Cancelled, 1), (ended.Status, ended.ItemsDone));
        Assert.Single(await hub.ToldAsync("memberRemoved"));
        Assert.Equal(19, hub.Site.People.Count);
    }

    [Fact]
    public async Task Asked_for_twice_and_beside_a_check_at_the_same_moment_it_is_one_removal_and_nothing_is_left_open()
    {
        for (var round = 0; round < 3; round++)
        {
            var hub = await world.HubOfAsync(2);

            var check = hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/updates", new { });
            var answers = await Task.WhenAll(hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}"), hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}"));
            var checkedTask = await check;

            // Whoever comes after its end finds no hub.
            var removal = Assert.Single(answers.Where(answer => answer.Status != HttpStatusCode.NotFound).Select(answer => answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id).Distinct());
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(removal)).Status);
            if (checkedTask.Status == HttpStatusCode.Accepted)
                await hub.EndOfAsync(checkedTask.As<TaskResponse>().Id);
            Assert.Empty(await world.App.Get<TaskStopping>().ListOpenAsync(hub.Id, except: null, HubWorld.Cancel));
            Assert.Equal((HubState.Removed, null), ((await hub.RowAsync()).State, await world.UsedByAsync(hub.AccountId)));
        }
    }

    [Fact]
    public async Task A_hub_that_was_never_connected_is_removed_as_well()
    {
        var site = new ScriptedSite();
        site.FailNextVerification(new Failure(FailureKind.InvalidCredentials, FailurePhase.Login));
        var hub = await world.ConnectAsync(site);
        var row = await hub.RowAsync();
        Assert.Equal((HubState.NeedsAttention, null), (row.State, row.Workspace));

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveHubAsync("?revokeMembers=true")).Status);

        Assert.Null(await world.UsedByAsync(hub.AccountId));
        (await hub.Owner.Caller.PostAsync("hubs", HubWorld.Wish(hub.AccountId, row.Identifier))).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Stopped_in_time_the_hub_is_as_it_was()
    {
        var hub = await world.HubOfAsync(2);
        var (reached, goOn) = hub.HoldRead();
        var check = await hub.StartCheckAsync();
        await reached;
        var removal = await hub.StartRemovingAsync();
        await hub.UntilAsync(removal.Id, task => task.Progress?.StartsWith("Waits until", StringComparison.Ordinal) == true);

        (await hub.Owner.Caller.PostAsync($"tasks/{removal.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        var ended = await hub.EndOfAsync(removal.Id);
        goOn();

        Assert.Equal((AutomatedTaskStatus.Cancelled, AutomatedTaskStatus.Cancelled), (ended.Status, (await hub.EndOfAsync(check.Id)).Status));
        Assert.Equal((HubState.Connected, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).Removal));
        Assert.Equal(hub.Id, await world.UsedByAsync(hub.AccountId));
        Assert.Single(await hub.ToldAsync("hubRemovalEnded"));
    }

    [Theory]
    [InlineData("keep", AccountFate.Kept)]
    [InlineData("delete", AccountFate.Deleted)]
    public async Task Connected_accounts_are_kept_or_deleted_with_their_secrets_as_asked_and_a_dry_run_tells_it(string accounts, AccountFate fate)
    {
        var hub = await world.HubOfAsync(3);
        var own = await hub.ConnectedAccountAsync();

        var plan = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?accounts={accounts}&dryRun=true")).Expect(HttpStatusCode.OK).As<HubRemovalPlanResponse>();
        Assert.Equal(
            new[] { (hub.AccountId, AccountFate.Freed), (own, fate) }.OrderBy(account => account.Item1, StringComparer.Ordinal),
            plan.Accounts.Select(account => (account.AccountId, account.Fate)).OrderBy(account => account.AccountId, StringComparer.Ordinal));
        Assert.Equal((null, 5), (plan.Revocation, plan.MembersKept));
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveHubAsync($"?accounts={accounts}")).Status);

        var found = await world.App.Get<AccountsTable>().FindAsync(own, HubWorld.Cancel);
        Assert.Equal((fate == AccountFate.Kept, null, null), (found is not null, found?.InUseBy, found?.HubId));
        if (fate == AccountFate.Deleted)
            await Assert.ThrowsAsync<AppFailureException>(() => world.App.Get<AccountCredentials>().GetAsync(own, HubWorld.Cancel));
        else
            Assert.Equal("me@example.com", (await world.App.Get<AccountCredentials>().GetAsync(own, HubWorld.Cancel)).Username);
        Assert.Equal(fate == AccountFate.Deleted ? 1 : 0, (await hub.ToldAsync("accountDeleted")).Count);

        // Its Owner may leave: of what is gone nobody else has to be made Owner.
        Assert.InRange((int)(await world.App.Owner.DeleteAsync($"directory/users/{hub.Owner.Person.Id}")).Status, 200, 299);
    }

    [Fact]
    public async Task What_is_asked_wrongly_or_by_others_is_refused_and_a_repeated_key_gives_the_same_task()
    {
        var hub = await world.HubOfAsync(2);
        var superAdmin = await world.PersonAsync(WorkspaceRole.SuperAdmin);

        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?accounts=burn&allow=everything")).ExpectInvalid("allow", "accounts");
        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?revokeMembers=perhaps")).ExpectInvalid("revokeMembers");
        (await superAdmin.Caller.DeleteAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.Forbidden);
        (await hub.Owner.Caller.SendAsync(HttpMethod.Delete, $"hubs/{hub.Id}", null, ("If-Match", "\"another\""))).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);

        var first = (await SendAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.EndOfAsync(first.Id);
        Assert.Equal(first.Id, (await SendAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Task<ApiAnswer> SendAsync() => hub.Owner.Caller.SendAsync(HttpMethod.Delete, $"hubs/{hub.Id}", null, ("Idempotency-Key", "remove-1"));
    }

    // Every route of a hub that is not a read, as the app declares it, so that a new one is held to this too.
    private async Task RefusesEveryChangeAsync(TestHub hub, string removal)
    {
        var member = await hub.IdAsync(ChangeWorld.Email(1));
        var changes = HttpFunction.OfTheApp().Where(function => function.Route.StartsWith("api/v1/hubs/{hub}", StringComparison.Ordinal) && function.Name != nameof(RemoveHub))
            .SelectMany(function => function.Methods.Where(method => method != "GET").Select(method => (method, Route: function.Route["api/v1/".Length..]))).ToList();
        Assert.True(changes.Count > 15, $"Only {changes.Count} routes.");
        foreach (var (method, route) in changes)
        {
            var path = route.Replace("{hub}", hub.Id, StringComparison.Ordinal).Replace("{member}", member, StringComparison.Ordinal).Replace("{user}", hub.Owner.Person.Id, StringComparison.Ordinal);
            var caller = route.EndsWith("/takeover", StringComparison.Ordinal) ? world.App.Owner : hub.Owner.Caller;
            var answer = await caller.SendAsync(new HttpMethod(method), path, new StringContent("{}", null, "application/json"));
            Assert.True(answer is { Status: HttpStatusCode.Conflict, Kind: "stageNotAllowed" } && answer.Text.Contains(removal, StringComparison.Ordinal), $"{method} {path}: {answer.Text}");
        }

        Assert.False((await world.Hubs.GetAsync(hub.Id, HubWorld.Cancel))?.State == HubState.Removed);
        await Assert.ThrowsAsync<RefusedException>(() => world.App.Get<HubTasks>().StartCheckAsync(
            hub.Id, TaskTrigger.DailyCheck, new Caller("seatkeeper", "Seatkeeper", WorkspaceRole.Owner, IsPerson: false, InPerson: false), world.Engine.Client, HubWorld.Cancel));
    }
}
