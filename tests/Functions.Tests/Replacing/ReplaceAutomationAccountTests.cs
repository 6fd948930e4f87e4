using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Replacing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Replacing;

/// <summary>The old account works until the new one has proved itself; then the old one is free, and in every other case the new one is.</summary>
public sealed class ReplaceAutomationAccountTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task The_new_account_is_verified_in_the_same_workspace_then_protected_and_the_old_one_is_free_and_a_member_like_any_other()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(3) });
        var (account, site) = await SpareAsync(hub);

        var task = await ReplaceAsync(hub, account);

        Assert.Equal((AutomatedTaskType.ReplaceAutomationAccount, AutomatedTaskStatus.Completed), (task.Type, task.Status));
        var row = await hub.RowAsync();
        Assert.Equal((account, site.OperatorEmail, HubState.Connected, hub.Site.Workspace), (row.AutomationAccountId, row.OperatorEmail, row.State, row.Workspace));
        Assert.Equal((null, hub.Id), (await UsedByAsync(hub.AccountId), await UsedByAsync(account)));
        Assert.Equal([("automationAccountReplaced", null, hub.Site.OperatorEmail, site.OperatorEmail)], await hub.ToldAsync("automationAccountReplaced"));
        Assert.Equal((1, hub.Site.Workspace.Id), (site.Verifications, site.Asked));

        // A check by the new account follows by itself.
        var check = await hub.EndOfAsync((await hub.RowAsync()).ActiveTaskId ?? (await LastCheckAsync(hub)));
        Assert.Equal((AutomatedTaskType.CheckForUpdates, AutomatedTaskStatus.Completed), (check.Type, check.Status));
        var (ours, was) = (await hub.MemberAsync(site.OperatorEmail), await hub.MemberAsync(hub.Site.OperatorEmail));
        Assert.Equal((true, MemberStatus.Onboarded), (ours.Facts.IsOperator, ours.Decision.Status));
        Assert.Equal((false, MemberStatus.Unmatched), (was.Facts.IsOperator, was.Decision.Status));
        var plan = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals?dryRun=true", await hub.RemovalAsync(site.OperatorEmail, hub.Site.OperatorEmail, ChangeWorld.Email(1))))
            .Expect(HttpStatusCode.OK).As<ChangePlanResponse>();
        Assert.Equal(FailureKind.ProtectedMember, Assert.Single(plan.Items, item => item.Target == site.OperatorEmail).Refused);
    }

    public static TheoryData<string, FailureKind> Disproofs => new()
    {
        { "password", FailureKind.InvalidCredentials },
        { "workspace", FailureKind.WrongWorkspace },
        { "role", FailureKind.InsufficientRole },
        { "challenge", FailureKind.ChallengeRequired },
    };

    [Theory]
    [MemberData(nameof(Disproofs))]
    public async Task An_account_that_does_not_prove_itself_is_free_again_and_the_old_one_works_on(string how, FailureKind kind)
    {
        var hub = await world.ConnectAsync();
        var (account, site) = await SpareAsync(hub, how == "role" ? AppRole.Member : AppRole.Admin);
        if (how is "password" or "challenge")
            site.FailNextVerification(new Failure(kind, FailurePhase.Login));
        if (how == "workspace")
            site.Workspace = new AppWorkspace("another", "Another");

        var task = await ReplaceAsync(hub, account);

        Assert.Equal((AutomatedTaskStatus.Failed, kind), (task.Status, task.Failure?.Kind));
        Assert.Equal((hub.AccountId, HubState.Connected, null, null), ((await hub.RowAsync()).AutomationAccountId, (await hub.RowAsync()).State, (await hub.RowAsync()).ActiveTaskId, (await hub.RowAsync()).Trouble));
        Assert.Equal((hub.Id, null), (await UsedByAsync(hub.AccountId), await UsedByAsync(account)));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Empty(await hub.ToldAsync("automationAccountReplaced"));
    }

    // The claim, the activity, the hub's own write, the freeing of the old one.
    [Theory]
    [InlineData("claim", false, Explicit = true)]
    [InlineData("claim", true)]
    [InlineData("activity", true)]
    [InlineData("hub", false, Explicit = true)]
    [InlineData("hub", true)]
    [InlineData("free", false, Explicit = true)]
    [InlineData("free", true)]
    public async Task Cut_short_anywhere_it_is_finished_by_the_next_try_and_told_once(string where, bool whenDone)
    {
        var hub = await world.ConnectAsync();
        var (account, site) = await SpareAsync(hub);
        if (where == "activity")
            world.Faults.Break("automationAccountReplaced", 1, whenDone);
        else
            world.Faults.BreakWrite(where switch { "claim" => $"\"InUseBy\":\"{hub.Id}\"", "hub" => $"\"AutomationAccountId\":\"{account}\"", _ => $"\"Username\":\"{hub.Site.OperatorEmail}\"" }, 1, whenDone);

        var task = await ReplaceAsync(hub, account);

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal((account, site.OperatorEmail), ((await hub.RowAsync()).AutomationAccountId, (await hub.RowAsync()).OperatorEmail));
        Assert.Equal((null, hub.Id), (await UsedByAsync(hub.AccountId), await UsedByAsync(account)));
        Assert.Single(await hub.ToldAsync("automationAccountReplaced"));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_task_also_where_it_was_not_noted_that_it_was_started_and_when_all_is_done()
    {
        var hub = await world.ConnectAsync();
        var (account, _) = await SpareAsync(hub);
        var tag = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.OK).ETag ?? "";
        world.Faults.BreakWrite("\"PartitionKey\":\"started|");

        var lost = await CallAsync();
        Assert.True(world.Faults.Happened && lost.Status >= HttpStatusCode.InternalServerError, lost.Text);
        var begun = Assert.Single(await hub.TasksAsync(AutomatedTaskType.ReplaceAutomationAccount));
        await hub.EndOfAsync(begun.Id);

        foreach (var answer in new[] { await CallAsync(), await CallAsync() })
            Assert.Equal(begun.Id, answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Single(await hub.TasksAsync(AutomatedTaskType.ReplaceAutomationAccount));
        Assert.Equal(account, (await hub.RowAsync()).AutomationAccountId);

        async Task<ApiAnswer> CallAsync()
        {
            using var body = JsonContent.Create(new ReplaceAutomationAccountRequest(account), options: ApiJson.Options);
            return await hub.Owner.Caller.SendAsync(HttpMethod.Put, $"hubs/{hub.Id}/automation-account", body, ("Idempotency-Key", $"replace-{hub.Id}"), ("If-Match", tag));
        }
    }

    [Fact]
    public async Task One_that_is_stopped_after_the_hub_names_the_new_account_has_happened()
    {
        var hub = await world.ConnectAsync();
        var (account, site) = await SpareAsync(hub);
        var id = $"{hub.Id}-account-{Guid.NewGuid():N}";
        var caller = new Caller(hub.Owner.Person.Id, hub.Owner.Person.Name, WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(new NewTask(id, AutomatedTaskType.ReplaceAutomationAccount, TaskTrigger.Api, hub.Id, caller, nameof(ReplaceAutomationAccountOrchestrator)), HubWorld.Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "e"), HubWorld.Cancel);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = id }, HubWorld.Cancel);
        var work = new ReplacementToMake(new AutomationStep(id, "e", hub.Id), account, new VerifiedConnection(hub.Site.Workspace, site.OperatorEmail, AppRole.Admin));
        var make = ActivatorUtilities.CreateInstance<SwitchAutomationAccountActivity>(world.App.Services);

        Assert.Null((await make.Run(work, HubWorld.Cancel)).Trouble);
        (await hub.Owner.Caller.PostAsync($"tasks/{id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        // Its answer was lost, and it is tried again.
        Assert.Null((await make.Run(work, HubWorld.Cancel)).Trouble);
        Assert.Equal(FailureKind.Cancelled, (await make.Run(work with { AccountId = hub.AccountId }, HubWorld.Cancel)).Trouble?.Failure?.Kind);
        Assert.Equal(account, (await hub.RowAsync()).AutomationAccountId);
    }

    [Fact]
    public async Task One_whose_instance_died_while_it_tried_the_new_account_leaves_that_free()
    {
        var hub = await world.ConnectAsync();
        var (account, site) = await SpareAsync(hub);
        var (reached, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.BeforeNextVerification((_, stop) =>
        {
            reached.TrySetResult();
            return never.Task.WaitAsync(stop);
        });
        var task = await StartAsync(hub, account);
        await reached.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);
        Assert.Equal(hub.Id, await UsedByAsync(account));

        await world.App.Get<AbandonedTasks>().StopAsync(
            await hub.TaskAsync(task.Id), new TaskOutcome(task.Id, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.Unexpected)), world.Engine.Client, HubWorld.Cancel);
        never.TrySetCanceled(HubWorld.Cancel);

        Assert.Equal((hub.AccountId, null), ((await hub.RowAsync()).AutomationAccountId, (await hub.RowAsync()).ActiveTaskId));
        Assert.Equal((hub.Id, null), (await UsedByAsync(hub.AccountId), await UsedByAsync(account)));
    }

    [Fact]
    public async Task No_two_hubs_have_one_account_also_where_both_want_it_at_the_same_moment()
    {
        var site = new ScriptedSite();
        var one = await world.ConnectAsync(site);
        var other = await AnotherAsync(one);
        var (account, _) = await SpareAsync(one);

        (await one.Owner.Caller.PutAsync($"hubs/{one.Id}/automation-account", new ReplaceAutomationAccountRequest(other.AccountId))).ExpectProblem(HttpStatusCode.Conflict, "automationAccountInUse");
        (await one.Owner.Caller.PutAsync($"hubs/{one.Id}/automation-account", new ReplaceAutomationAccountRequest(one.AccountId))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await one.Owner.Caller.PutAsync($"hubs/{one.Id}/automation-account", new ReplaceAutomationAccountRequest("nonesuch"))).ExpectInvalid("automationAccountId");
        await Task.WhenAll(ReplaceAsync(one, account), ReplaceAsync(other, account));

        // The other hub is of another workspace, so at most the first has it in the end; neither is left without one.
        var (first, second) = (await one.RowAsync(), await other.RowAsync());
        Assert.NotEqual(first.AutomationAccountId, second.AutomationAccountId);
        Assert.Equal((one.Id, other.Id), (await UsedByAsync(first.AutomationAccountId), await UsedByAsync(second.AutomationAccountId)));
        Assert.Equal(other.AccountId, second.AutomationAccountId);
    }

    [Fact]
    public async Task It_waits_for_the_task_at_work_and_a_check_asked_for_meanwhile_is_refused()
    {
        var hub = await world.ConnectAsync();
        var (account, site) = await SpareAsync(hub);
        await world.Hubs.ChangeAsync(hub.Id, now => now with { ActiveTaskId = "another" }, HubWorld.Cancel);
        var task = await StartAsync(hub, account);
        await hub.UntilAsync(task.Id, row => row.Progress?.StartsWith("Waits for another task", StringComparison.Ordinal) == true);
        Assert.Null(await UsedByAsync(account));
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.BeforeNextVerification((_, _) =>
        {
            reached.TrySetResult();
            return goOn.Task;
        });

        await world.Hubs.ChangeAsync(hub.Id, now => now with { ActiveTaskId = null }, HubWorld.Cancel);
        await reached.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);
        var refused = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/updates", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        goOn.SetResult();

        Assert.Contains(task.Id, refused.Text, StringComparison.Ordinal);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
    }

    // Another account of the same person that opens the same workspace, in which the one before is a member.
    private async Task<(string AccountId, ScriptedSite Site)> SpareAsync(TestHub hub, AppRole role = AppRole.Admin) => await world.AccountAsync(
        hub.Owner,
        new ScriptedSite { Workspace = hub.Site.Workspace, OperatorRole = role, People = [.. hub.Site.People, ScriptedSite.Person(hub.Site.OperatorEmail, AppRole.Admin)] });

    private async Task<TestHub> AnotherAsync(TestHub hub)
    {
        var (account, site) = await world.AccountAsync(hub.Owner);
        var task = (await hub.Owner.Caller.PostAsync("hubs", HubWorld.Wish(account))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var another = new TestHub(world, task.HubId ?? "", hub.Owner, site, account);
        await another.EndOfAsync(task.Id);
        return another;
    }

    private static async Task<TaskResponse> StartAsync(TestHub hub, string account) =>
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/automation-account", new ReplaceAutomationAccountRequest(account))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    private static async Task<AutomatedTask> ReplaceAsync(TestHub hub, string account) => await hub.EndOfAsync((await StartAsync(hub, account)).Id);

    private async Task<string?> UsedByAsync(string account) => (await world.App.Get<AccountsTable>().FindAsync(account, HubWorld.Cancel))?.InUseBy;

    private async Task<string> LastCheckAsync(TestHub hub)
    {
        var (tasks, _) = await world.App.Get<TaskLists>().ListAsync(new TaskScope(All: false, [hub.Id]), new TaskFilter(AutomatedTaskType.CheckForUpdates), 1, null, HubWorld.Cancel);
        return tasks[0].Id;
    }
}
