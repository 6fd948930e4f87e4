using Seatkeeper.Contracts;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Hubs;

/// <summary>Starts that were cut short: every gap between two writes, mended by whoever asks next.</summary>
public sealed class HubTasksTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_pointer_whose_task_was_never_recorded_is_finished_under_its_own_name()
    {
        var hub = await world.ConnectAsync();
        var cut = HubTasks.IdOf(hub.Id, AutomatedTaskType.CheckForUpdates, 99);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = cut, Runs = 99 }, HubWorld.Cancel);

        var task = await hub.StartCheckAsync();

        Assert.Equal(cut, task.Id);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(cut)).Status);
    }

    [Fact]
    public async Task The_check_of_a_retried_connection_is_another_than_the_retried_check_of_the_connection()
    {
        var site = new ScriptedSite();
        site.FailNextRead([.. Enumerable.Repeat(Domain.Failures.FailureKind.SiteUnavailable, 4)]);
        var hub = await world.ConnectAsync(site);
        var connection = HubTasks.IdOf(hub.Id, AutomatedTaskType.ConnectHub, 1);
        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await hub.TaskAsync(connection)).Status);

        var check = await RetryAsync(HubTasks.CheckOf(connection));
        var again = await RetryAsync(connection);

        Assert.Equal((AutomatedTaskType.CheckForUpdates, AutomatedTaskStatus.Completed), (check.Type, check.Status));
        Assert.Equal((AutomatedTaskType.ConnectHub, AutomatedTaskStatus.Completed), (again.Type, again.Status));
        var itsCheck = await hub.TaskAsync(HubTasks.CheckOf(again.Id));
        Assert.Equal((AutomatedTaskType.CheckForUpdates, AutomatedTaskStatus.Completed), (itsCheck.Type, itsCheck.Status));
        Assert.Equal(4, new[] { connection, check.Id, again.Id, itsCheck.Id }.Distinct().Count());

        async Task<Functions.Tasks.AutomatedTask> RetryAsync(string id) =>
            await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{id}/retry", new { })).Expect(System.Net.HttpStatusCode.Accepted).As<TaskResponse>().Id);
    }

    [Theory]
    [InlineData("h-connect-1", AutomatedTaskType.ConnectHub)]
    [InlineData("h-connect-1-2", AutomatedTaskType.ConnectHub)]
    [InlineData("h-connect-1-check", AutomatedTaskType.CheckForUpdates)]
    [InlineData("h-connect-1-check-2", AutomatedTaskType.CheckForUpdates)]
    [InlineData("h-check-7", AutomatedTaskType.CheckForUpdates)]
    public void What_a_task_does_is_told_from_its_id(string id, AutomatedTaskType type) => Assert.Equal(type, HubTasks.TypeOf(id));

    [Fact]
    public async Task A_task_that_was_recorded_and_never_scheduled_is_scheduled()
    {
        var hub = await world.ConnectAsync();
        var id = HubTasks.IdOf(hub.Id, AutomatedTaskType.CheckForUpdates, 99);
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = id, Runs = 99 }, HubWorld.Cancel);
        var actor = new Domain.Access.Caller(hub.Owner.Person.Id, hub.Owner.Person.Name, Domain.Access.WorkspaceRole.User, IsPerson: true, InPerson: true);
        await world.Tasks.InsertAsync(HubTasks.New(id, hub.Id, new HubRun(AutomatedTaskType.CheckForUpdates, TaskTrigger.Api, actor)), HubWorld.Cancel);
        Assert.Null(await world.Engine.Client.GetInstanceAsync(id, HubWorld.Cancel));

        Assert.Equal(id, (await hub.StartCheckAsync()).Id);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(id)).Status);
    }

    [Fact]
    public async Task A_pointer_that_names_an_ended_task_holds_nobody_up()
    {
        var hub = await world.ConnectAsync();
        var first = await hub.CheckAsync();
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = first.Id }, HubWorld.Cancel);

        var next = await hub.CheckAsync();

        Assert.NotEqual(first.Id, next.Id);
        Assert.Equal(AutomatedTaskStatus.Completed, next.Status);
    }

    [Fact]
    public async Task A_second_instance_of_a_running_check_does_nothing()
    {
        var hub = await world.ConnectAsync();
        var goOn = new TaskCompletionSource();
        hub.Site.BeforeNextRead((_, _) => goOn.Task);
        var task = await hub.StartCheckAsync();
        await hub.UntilAsync(task.Id, row => row.Status == AutomatedTaskStatus.InProgress);

        var second = await world.Engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Functions.Syncing.CheckForUpdatesOrchestrator), new Functions.Tasks.TaskReference(task.Id, hub.Id), HubWorld.Cancel);
        await world.Engine.EndOfAsync(second);
        goOn.SetResult();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        Assert.Equal(2, hub.Site.Reads);
    }

    [Fact]
    public async Task A_connection_cut_short_before_its_task_is_finished_by_the_same_request()
    {
        var owner = await world.PersonAsync(Domain.Access.WorkspaceRole.User);
        var (account, site) = await world.AccountAsync(owner);
        var wish = HubWorld.Wish(account);
        Assert.True(HubIdentifier.TryParse(wish.Identifier, out var identifier));
        Assert.True(HubLabel.TryParse(wish.Label, out var label));
        var caller = new Domain.Access.Caller(owner.Person.Id, owner.Person.Name, Domain.Access.WorkspaceRole.User, IsPerson: true, InPerson: true);
        var hubId = Guid.NewGuid().ToString("N");
        var reservations = world.App.Get<Functions.Connecting.HubReservations>();
        var checkedWish = new Functions.Connecting.HubWish("ahrefs", label, identifier, account, null);

        // What a process leaves that dies right after it made the hub: no owner, no claim, no task.
        await world.Hubs.ReserveIdentifierAsync("ahrefs", identifier, hubId, HubWorld.Cancel);
        var task = await reservations.ConnectAsync(hubId, checkedWish, caller, world.Engine.Client, HubWorld.Cancel);
        var again = await reservations.ConnectAsync(hubId, checkedWish, caller, world.Engine.Client, HubWorld.Cancel);

        Assert.Equal(task.Id, again.Id);
        var hub = new TestHub(world, hubId, owner, site, account);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        Assert.Equal(1, site.Verifications);
    }

    [Fact]
    public async Task Two_plans_at_once_cannot_both_pass_the_guard_on_one_window()
    {
        var ledger = world.App.Get<GuardLedgerTable>();
        var hubId = Guid.NewGuid().ToString("N");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 4).Select(plan =>
            ledger.ReserveAsync(hubId, new LossReservation($"plan{plan}", 5, 20, GuardThresholds.Default, Approved: false), HubWorld.Cancel)));
        var passed = Assert.Single(verdicts, verdict => !verdict.Tripped);
        Assert.Equal(5, passed.PlanLosses);

        var history = await ledger.ReadAsync(hubId, HubWorld.Cancel);
        var counted = Assert.Single(history.Entries);
        Assert.False((await ledger.ReserveAsync(hubId, new LossReservation(counted.PlanId, 5, 20, GuardThresholds.Default, Approved: false), HubWorld.Cancel)).Tripped);
        Assert.Single((await ledger.ReadAsync(hubId, HubWorld.Cancel)).Entries);
        Assert.False((await ledger.ReserveAsync(hubId, new LossReservation("approved", 5, 20, GuardThresholds.Default, Approved: true), HubWorld.Cancel)).Tripped);
    }
}
