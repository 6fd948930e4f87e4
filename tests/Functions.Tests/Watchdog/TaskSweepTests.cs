using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Tasks;
using Seatkeeper.Functions.Tests.Telemetry;
using Seatkeeper.Functions.Watchdog;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Watchdog;

public sealed class TaskSweepTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private Task SweepAsync() => world.App.Get<TaskSweep>().RunAsync(world.Client, Cancel);

    private async Task<string> ClaimedAsync(string? hub = null, AutomatedTaskType type = AutomatedTaskType.CheckForUpdates)
    {
        var id = NewId("lost");
        await world.Tasks.InsertAsync(New(id, Works, hub) with { Type = type }, Cancel);
        await world.Tasks.ClaimAsync(new TaskClaim(id, "an execution that is gone"), Cancel);
        return id;
    }

    [Fact]
    public async Task What_was_recorded_and_never_scheduled_is_started_once_by_two_sweeps_at_once()
    {
        var id = NewId("unscheduled");
        await world.Tasks.InsertAsync(New(id, Works), Cancel);

        await Task.WhenAll(SweepAsync(), SweepAsync());

        Assert.Equal(AutomatedTaskStatus.Completed, (await world.UntilAsync(id, row => row.IsEnded)).Status);
    }

    [Fact]
    public async Task A_row_whose_instance_is_gone_is_closed_and_its_hub_goes_on()
    {
        var hub = $"hub{Guid.NewGuid():N}";
        var id = await ClaimedAsync(hub);
        await world.App.HubAsync(hub, with: made => made with { ActiveTaskId = id });

        await SweepAsync();
        await SweepAsync();

        var row = await world.RowAsync(id);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.Unexpected), (row.Status, row.Failure?.Kind));
        var freed = await world.App.HubRowAsync(hub);
        Assert.Equal((null, 1, HubState.NeedsAttention), (freed.ActiveTaskId, freed.FailedChecks, freed.State));
    }

    [Fact]
    public async Task A_sweep_measures_how_long_the_oldest_task_has_been_at_work()
    {
        await ClaimedAsync();

        using var ear = new MeterEar();
        await SweepAsync();

        Assert.True(Assert.Single(ear.Heard("seatkeeper.tasks.oldest_open.age")) > 0);
    }

    [Fact]
    public async Task A_connection_whose_instance_is_gone_leaves_its_hub_for_a_person()
    {
        var hub = $"hub{Guid.NewGuid():N}";
        var id = await ClaimedAsync(hub, AutomatedTaskType.ConnectHub);
        await world.App.HubAsync(hub, with: made => made with { ActiveTaskId = id, State = HubState.Connecting, Workspace = null });

        await SweepAsync();

        var freed = await world.App.HubRowAsync(hub);
        Assert.Equal((null, HubState.NeedsAttention, FailureKind.Unexpected), (freed.ActiveTaskId, freed.State, freed.Trouble?.Kind));
    }

    [Fact]
    public async Task A_hub_that_went_on_to_another_task_is_left_alone()
    {
        var hub = $"hub{Guid.NewGuid():N}";
        var id = await ClaimedAsync(hub);
        await world.App.HubAsync(hub, with: made => made with { ActiveTaskId = "another" });

        await SweepAsync();

        Assert.Equal(AutomatedTaskStatus.Failed, (await world.RowAsync(id)).Status);
        var left = await world.App.HubRowAsync(hub);
        Assert.Equal(("another", 0), (left.ActiveTaskId, left.FailedChecks));
    }

    [Fact]
    public async Task A_finished_instance_whose_row_is_open_is_closed()
    {
        var id = await ClaimedAsync();
        // It loses the claim, so it ends at once and leaves the row as it is.
        await world.Client.ScheduleNewOrchestrationInstanceAsync(Works, new TaskReference(id, null), new StartOrchestrationOptions(id), Cancel);
        await world.Engine.EndOfAsync(id);
        Assert.Equal(AutomatedTaskStatus.InProgress, (await world.RowAsync(id)).Status);

        await SweepAsync();

        Assert.Equal(AutomatedTaskStatus.Failed, (await world.RowAsync(id)).Status);
    }

    [Fact]
    public async Task A_decision_whose_event_was_lost_is_heard_after_all()
    {
        var id = NewId("unheard");
        await world.Starter.StartAsync(New(id, Asks), world.Client, Cancel);
        await world.UntilAsync(id, row => row.Status == AutomatedTaskStatus.WaitingForApproval);
        await world.Tasks.ChangeAsync(id, row => TaskChanges.Decide(row, new RecordedDecision(DecisionKind.Approved, "p", "Pat", DateTimeOffset.UnixEpoch, "digest")), Cancel);

        await SweepAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, (await world.UntilAsync(id, row => row.IsEnded)).Status);
    }

    [Fact]
    public async Task A_task_that_waits_in_time_is_left_alone()
    {
        var id = NewId("waits");
        await world.Starter.StartAsync(New(id, Asks), world.Client, Cancel);
        var waiting = await world.UntilAsync(id, row => row.Status == AutomatedTaskStatus.WaitingForApproval);

        await SweepAsync();

        Assert.Equal(waiting, await world.RowAsync(id));
    }

    [Fact]
    public async Task A_task_past_its_deadline_is_stopped()
    {
        var id = NewId("lapsed");
        await world.Starter.StartAsync(New(id, Asks), world.Client, Cancel);
        var waiting = await world.UntilAsync(id, row => row.Status == AutomatedTaskStatus.WaitingForApproval);
        await world.Tasks.ChangeAsync(id, row => row with { Deadline = waiting.CreatedAt.AddDays(-1) }, Cancel);

        await SweepAsync();

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.DeadlineExceeded), ((await world.RowAsync(id)).Status, (await world.RowAsync(id)).Failure?.Kind));
        Assert.Equal(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Terminated, (await world.Engine.EndOfAsync(id)).RuntimeStatus);
    }
}
