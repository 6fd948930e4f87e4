using Seatkeeper.Connectors;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>
/// Keeps one batch's intents and results in the task's items. Every write is conditional on the lease's token: whoever was held up
/// past their lease writes nothing over their successor.
/// </summary>
internal sealed class ChangeJournal(
    ChangeJournalStores stores, AutomationStep step, WorkspaceLease lease, DateTimeOffset deadline, IReadOnlyDictionary<string, PlannedChange> planned) : IChangeJournal
{
    private const int LongestSentence = 200;

    /// <summary>What has to be left of the batch's time before a person is begun.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromMinutes(1);

    /// <summary>Set where a person stopped the task, or it is another run's.</summary>
    public Failure? Cancelled { get; private set; }

    public async Task<bool> MayBeginAsync(MemberChange change, CancellationToken cancel)
    {
        Cancelled = step.StopOf(await stores.Tasks.FindAsync(step.TaskId, cancel));
        return Cancelled is null && deadline - stores.Clock.GetUtcNow() > margin;
    }

    public async Task IntendAsync(MemberChange change, CancellationToken cancel)
    {
        // The stage before the intent: a check that finds somebody gone has to know that this was wished and counted.
        await lease.CheckAsync(cancel);
        if (planned.GetValueOrDefault(change.Id) is { } item)
            await stores.Stages.BeginAsync(step.HubId, item, cancel);
        await lease.CheckAsync(cancel);
        var now = stores.Clock.GetUtcNow();
        await WriteAsync(change, item => item with { OperationId = item.OperationId ?? Guid.NewGuid().ToString("N"), IntentAt = item.IntentAt ?? now, Failure = null }, cancel);
    }

    public Task RecordAsync(MemberChange change, ChangeResult result, CancellationToken cancel) => WriteAsync(change, item => After(item, result), cancel);

    // What failed without an effect by trouble that passes, or that a person answers, stays open: the next try of the batch does it.
    private static TaskItem After(TaskItem item, ChangeResult result)
    {
        var staysOpen = result is { Status: ChangeStatus.Failed, Failure: { Effect: FailureEffect.None } failure } && (FailureCatalog.MayRepeat(failure) || PersonQuestions.NeedsAnswer(failure));
        var sentence = result.Sentence.Length > LongestSentence ? result.Sentence[..LongestSentence] : result.Sentence;
        return item with { Outcome = staysOpen ? null : result.Status, Result = sentence, Failure = result.Status == ChangeStatus.Failed ? result.Failure ?? new Failure(FailureKind.Unexpected) : null };
    }

    private async Task WriteAsync(MemberChange change, Func<TaskItem, TaskItem> write, CancellationToken cancel)
    {
        var written = await stores.Items.ChangeAsync(
            step.TaskId, change.Id, item => item.LeaseToken > lease.Token ? null : write(item) with { LeaseToken = lease.Token }, cancel);
        if (written is null)
            throw new AppFailureException(new Failure(FailureKind.LeaseLost, Detail: "Another run of the task writes its items."));
    }
}

/// <summary>Where a batch's journal is kept.</summary>
public sealed record ChangeJournalStores(TaskItemsTable Items, TasksTable Tasks, MemberStageMarks Stages, TimeProvider Clock);
