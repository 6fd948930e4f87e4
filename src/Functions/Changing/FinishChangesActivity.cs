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
        var done = Stopped(task, settled, end) ?? Judge(task, settled, end);
        await past.RememberAsync(task, cancel);

        // The hub before the row: the row that is closed tells everybody that nothing more happens.
        await pointers.LetGoAsync(
            end.Step.HubId, task.Id, supersedes: false, free => (end.Stopped ?? end.Unread) is { } failure ? HubHealth.AfterFailedChange(free, failure, clock.GetUtcNow()) : free, cancel);
        // It may have asked, and have its answer, or nobody's any more: however it ends, it asks nothing from here on.
        await pointers.AskNoMoreAsync(end.Step.HubId, task.Id, cancel);
        await tasks.CloseAsync(new TaskOutcome(task.Id, end.Step.ExecutionId, done.Status, done.Failure, settled.Counts), cancel);
        return done;
    }

    // Whoever cancelled after the last click is told so, and the items tell what had been done by then.
    private static ChangesDone? Stopped(AutomatedTask task, SettledItems settled, ChangesEnd end) => task.Cancellation is { } by && end.Stopped is null or { Kind: FailureKind.Cancelled }
        ? new ChangesDone(AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled, Detail: $"Stopped by {by.ByName}. What was under way was finished first: {settled.Counts.Done} of {settled.Counts.Total} done."))
        : null;

    // Only where somebody's word is in the row was it stopped: what is told as that is not begun again by itself.
    private static ChangesDone Judge(AutomatedTask task, SettledItems settled, ChangesEnd end)
    {
        if (end.Stopped is { } stopped)
            return new ChangesDone(stopped.Kind == FailureKind.Cancelled && (task.IsStoppedByPerson || task.IsStoppedForRemoval) ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed, stopped);
        var (total, completed, failed) = (settled.Counts.Total, settled.Counts.Done, settled.Counts.Failed);
        if (completed == total)
            return new ChangesDone(AutomatedTaskStatus.Completed);
        return completed > 0
            ? new ChangesDone(AutomatedTaskStatus.CompletedWithErrors)
            : new ChangesDone(AutomatedTaskStatus.Failed, Unknown(end.Unread) ?? settled.FirstFailure ?? new Failure(FailureKind.Unexpected, Detail: $"{failed} of {total} failed."));
    }

    // Why nobody knows, so that a person can mend it.
    private static Failure? Unknown(Failure? unread) => unread is null ? null
        : new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown, $"What was done is not known, for the members could not be read again: {unread.Detail ?? FailureCatalog.Describe(unread.Kind).Sentence}", EvidenceIds: unread.EvidenceIds);
}
