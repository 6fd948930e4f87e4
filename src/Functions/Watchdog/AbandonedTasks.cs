using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Ends tasks whose instance does not, and lets their hub go.</summary>
public sealed partial class AbandonedTasks(TasksTable tasks, HubsTable hubs, AbandonedHubs left, TimeProvider clock, ILogger<AbandonedTasks> logger)
{
    /// <summary>Closes the row of a task whose instance is gone.</summary>
    public async Task CloseAsync(AutomatedTask seen, TaskOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(outcome);
        // The hub goes first: its pointer says whether that was done before, so that a crash in between counts no failure twice.
        if (seen.HubId is { } hubId)
        {
            await left.FreeAccountsAsync(hubId, seen, cancel);
            outcome = await left.SettleAsync(seen, outcome, cancel);
            await left.TellAsync(await hubs.ChangeAsync(hubId, hub => Freed(hub, seen, outcome), cancel), cancel);
        }

        if (await tasks.CloseAbandonedAsync(seen, outcome, cancel) is not null)
            LogClosed(seen.Id, seen.Type, outcome.Status, outcome.Failure?.Detail);
    }

    /// <summary>Ends the instance of a task that is past its time, then closes its row.</summary>
    public async Task StopAsync(AutomatedTask seen, TaskOutcome outcome, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            await client.TerminateInstanceAsync(seen.Id, outcome?.Failure?.Detail, cancel);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // It has ended by itself meanwhile; whether its row is closed is seen below.
        }
        await CloseAsync(seen, outcome ?? throw new ArgumentNullException(nameof(outcome)), cancel);
    }

    /// <summary>Takes what is no open task off their list.</summary>
    public Task ForgetAsync(string taskId, CancellationToken cancel) => tasks.ForgetOpenAsync(taskId, cancel);

    private Hub Freed(Hub hub, AutomatedTask task, TaskOutcome outcome)
    {
        if (task.Type == AutomatedTaskType.RemoveHub)
            return HubRemovals.After(hub, task.Id);
        // A change that waits for a person holds no pointer.
        if (hub.ActiveTaskId != task.Id && hub.WaitingTaskId != task.Id)
            return task is { Status: AutomatedTaskStatus.WaitingForInput } && task.Type.ChangesMembers() ? HubHealth.AfterStopped(hub, task.Id) : hub;
        var failure = outcome.Failure ?? new Failure(FailureKind.Unexpected);
        var free = hub with
        {
            ActiveTaskId = hub.ActiveTaskId == task.Id ? null : hub.ActiveTaskId,
            WaitingTaskId = hub.WaitingTaskId == task.Id ? null : hub.WaitingTaskId,
        };
        if (task.Type.ChangesMembers())
            return HubHealth.AfterStopped(HubHealth.AfterFailedChange(free, failure, clock.GetUtcNow()), task.Id);
        var after = task.Type == AutomatedTaskType.ConnectHub
            ? HubHealth.AfterFailedConnection(free, failure, clock.GetUtcNow())
            : HubHealth.AfterFailedCheck(free, failure, clock.GetUtcNow());
        return outcome.Status == AutomatedTaskStatus.Cancelled ? HubHealth.AfterStopped(after, task.Id) : after;
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} ({Type}) was abandoned and is closed as {Status}: {Detail}")]
    private partial void LogClosed(string taskId, AutomatedTaskType type, AutomatedTaskStatus status, string? detail);
}
