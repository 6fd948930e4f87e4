using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Connecting;

/// <summary>The last step of a connection: a hub that was not connected says why and can be retried, and the task's row is closed.</summary>
public sealed class FinishConnectingActivity(HubPointers pointers, TasksTable tasks, TimeProvider clock)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishConnectingActivity))]
    public async Task Run([ActivityTrigger] ConnectionEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { } task || task.ExecutionId != executionId)
            return;

        // A hub that handed its pointer to the first check is connected, and no longer this task's; nor is one that a newer connection took.
        var failure = end.Failure ?? new Failure(FailureKind.Unexpected);
        await pointers.LetGoAsync(hubId, taskId, supersedes: false, free => HubHealth.AfterFailedConnection(free, failure, clock.GetUtcNow()), cancel);
        // Whoever stops it while the first check is at work stops that one.
        var isStopped = task.Cancellation is not null && end.Failure?.Kind == FailureKind.Cancelled;
        await tasks.CloseAsync(new TaskOutcome(taskId, executionId, isStopped ? AutomatedTaskStatus.Cancelled : end.Status, end.Failure), cancel);
    }
}
