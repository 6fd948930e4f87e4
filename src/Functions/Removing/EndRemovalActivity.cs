using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Ends a removal that did not remove the hub: it is as it was before, and the row says why. Where there was no way back any more it stays one that is being removed, for a retry to finish.</summary>
public sealed class EndRemovalActivity(HubsTable hubs, TasksTable tasks, HubTrail attention, ActivityTable activity)
{
    /// <summary>Ends it; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(EndRemovalActivity))]
    public async Task Run([ActivityTrigger] RemovalEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { IsEnded: false } task || task.ExecutionId != executionId)
            return;

        // The hub before the row: the row that is closed tells everybody that nothing more happens.
        var hub = await hubs.ChangeAsync(hubId, now => HubRemovals.After(now, taskId), cancel);
        await attention.TellAsync(hub, cancel);
        if (hub is not null)
        {
            var why = end.Failure.Detail ?? FailureCatalog.Describe(end.Failure.Kind).Sentence;
            await activity.AppendAsync(hubId, new ActivityEntry($"{taskId}:ended", task.StartedAt ?? task.CreatedAt, task.ActorId, task.ActorName, "hubRemovalEnded", hub.Label, After: why, TaskId: taskId), cancel);
        }

        await tasks.CloseAsync(new TaskOutcome(taskId, executionId, end.Status, end.Failure), cancel);
    }
}
