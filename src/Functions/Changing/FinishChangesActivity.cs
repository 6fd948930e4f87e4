using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>The last step of a change: everybody's item is settled, the hub is free again, and the task's row is closed.</summary>
public sealed class FinishChangesActivity(ChangeSettlement settlement, HubPointers pointers, TasksTable tasks, PastChanges past, TimeProvider clock)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishChangesActivity))]
    public async Task<ChangesDone> Run([ActivityTrigger] ChangesEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (await tasks.FindAsync(end.Step.TaskId, cancel) is not { } task || task.ExecutionId != end.Step.ExecutionId || task.IsEnded)
            return new ChangesDone(AutomatedTaskStatus.Cancelled);

        var holdsHub = (await pointers.FindAsync(end.Step.HubId, cancel))?.ActiveTaskId == task.Id;
        var settled = await settlement.SettleAsync(task, end, holdsHub, cancel);
        var done = Judge(settled, end.Stopped);
        await past.RememberAsync(task, cancel);

        // The hub before the row: the row that is closed tells everybody that nothing more happens.
        await pointers.LetGoAsync(
            end.Step.HubId, task.Id, supersedes: false, free => end.Stopped is { } failure ? HubHealth.AfterFailedChange(free, failure, clock.GetUtcNow()) : free, cancel);
        if (end.Stopped is not null)
            await pointers.AskNoMoreAsync(end.Step.HubId, cancel);
        await tasks.CloseAsync(new TaskOutcome(task.Id, end.Step.ExecutionId, done.Status, done.Failure, settled.Counts), cancel);
        return done;
    }

    private static ChangesDone Judge(SettledItems settled, Failure? stopped)
    {
        if (stopped is not null)
            return new ChangesDone(stopped.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed, stopped);
        var (total, completed, failed) = (settled.Counts.Total, settled.Counts.Done, settled.Counts.Failed);
        if (completed == total)
            return new ChangesDone(AutomatedTaskStatus.Completed);
        return completed > 0
            ? new ChangesDone(AutomatedTaskStatus.CompletedWithErrors)
            : new ChangesDone(AutomatedTaskStatus.Failed, settled.FirstFailure ?? new Failure(FailureKind.Unexpected, Detail: $"{failed} of {total} failed."));
    }
}
