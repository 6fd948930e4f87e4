using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>The last step of a sync: another one may begin, and the task's row is closed.</summary>
public sealed class FinishSyncActivity(DirectorySyncs syncs, TasksTable tasks, TaskItemsTable items)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishSyncActivity))]
    public async Task Run([ActivityTrigger] SyncEnd end, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (await tasks.FindAsync(end.Step.TaskId, cancel) is not { } task || task.ExecutionId != end.Step.ExecutionId || task.IsEnded)
            return;
        await syncs.LetGoAsync(task.Id, waits: false, client, cancel);
        var counts = await items.CountAsync(task.Id, cancel);
        var status = end.Stopped switch
        {
            { Kind: FailureKind.Cancelled } => AutomatedTaskStatus.Cancelled,
            not null => AutomatedTaskStatus.Failed,
            null => counts.Failed > 0 ? AutomatedTaskStatus.CompletedWithErrors : AutomatedTaskStatus.Completed,
        };
        await tasks.CloseAsync(new TaskOutcome(task.Id, end.Step.ExecutionId, status, end.Stopped, counts), cancel);
    }
}
