using System.Globalization;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Seats;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>
/// Keeps one batch's intents, results and evidence in the task's items. Every write is conditional on the lease's token: whoever was held up
/// past their lease writes nothing over their successor.
/// </summary>
internal sealed class ChangeJournal(
    ChangeJournalStores stores, AutomationStep step, WorkspaceLease lease, DateTimeOffset deadline, IReadOnlyDictionary<string, PlannedChange> planned) : IChangeJournal
{
    private const int LongestSentence = 200;
    private const int MostEvidence = 40;
    private const string NotKept = " What the page showed afterwards could not be kept.";

    /// <summary>What has to be left of the batch's time before a person is begun.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> seats = new(StringComparer.Ordinal);
    private bool isBegun;

    /// <summary>The version of the hub's teams and groups that the batch's people were held against; null where it is not them that wish it.</summary>
    public long? HeldAgainst { get; init; }

    /// <summary>What the batch may spend; once that is another amount, its rest is begun anew.</summary>
    public SeatBudget? Budget { get; init; }

    /// <summary>Set where a person stopped the task, or it is another run's.</summary>
    public Failure? Cancelled { get; private set; }

    public async Task<bool> MayBeginAsync(MemberChange change, CancellationToken cancel)
    {
        Cancelled = step.StopOf(await stores.Tasks.FindAsync(step.TaskId, cancel));
        if (Cancelled is not null || deadline - stores.Clock.GetUtcNow() <= margin)
            return false;
        // A batch takes minutes. Once a team or group has changed, the rest of it is held against them anew, but one person gets done at least.
        if (isBegun && HeldAgainst is { } version && (await stores.Hubs.FindAsync(step.HubId, cancel))?.Version != version)
            return false;
        if (Budget is not null && (await stores.HubRows.GetAsync(step.HubId, cancel))?.SpendingAt(stores.Clock.GetUtcNow()).Budget != Budget)
            return false;
        return isBegun = true;
    }

    public async Task IntendAsync(MemberChange change, ChangeAction sends, Evidence? before, CancellationToken cancel)
    {
        // Nothing is marked before the evidence is kept: without it nothing is sent.
        IReadOnlyList<KeptEvidence> kept = before is null ? [] : [await KeepAsync(before, cancel)];

        // The stage before the intent: a check that finds somebody gone has to know that this was wished and counted.
        await lease.CheckAsync(cancel);
        if (planned.GetValueOrDefault(change.Id) is { } item)
            await stores.Stages.BeginAsync(step.HubId, item, cancel);
        await lease.CheckAsync(cancel);
        var now = stores.Clock.GetUtcNow();
        var isFirst = false;
        await WriteAsync(change, Intended, cancel);
        sent.Add(change.Id);
        if (sends == ChangeAction.Remove && isFirst)
            seats.Add(change.Id);
        // The write may have taken long, and what comes next is sent whatever becomes of the lease.
        await lease.CheckToSendAsync(cancel);

        TaskItem? Intended(TaskItem item)
        {
            isFirst = item.SeatIntentAt is null;
            return item.Status != TaskItemStatus.Pending || item.Outcome is not null ? null : item with
            {
                OperationId = item.OperationId ?? Guid.NewGuid().ToString("N"),
                IntentAt = item.IntentAt ?? now,
                SentAt = now,
                SeatIntentAt = sends == ChangeAction.Remove ? now : item.SeatIntentAt,
                Failure = WasApplied(item) ? item.Failure : null,
                Evidence = With(item, kept),
            };
        }
    }

    public async Task RecordAsync(MemberChange change, ChangeResult result, IReadOnlyList<Evidence> after, CancellationToken cancel)
    {
        var kept = await FailuresAsync(result.Failure, cancel);
        foreach (var shown in after)
        {
            try
            {
                kept.Add(await KeepAsync(shown, cancel));
            }
            catch (AppFailureException)
            {
                // What was done is recorded, whatever becomes of its picture.
                result = result with { Sentence = Short(result.Sentence, LongestSentence - NotKept.Length) + NotKept };
            }
        }

        // An item that was ended meanwhile, because its run was taken for gone, says how for good.
        await WriteAsync(change, item => (item.Status == TaskItemStatus.Pending ? After(change, item, result) : item) with { Evidence = With(item, kept) }, cancel);
    }

    private async Task<KeptEvidence> KeepAsync(Evidence evidence, CancellationToken cancel)
    {
        try
        {
            return await stores.Evidence.SaveAsync(step.TaskId, evidence, cancel);
        }
        catch (Exception e) when (StorageTrouble.Is(e))
        {
            throw new AppFailureException(new Failure(FailureKind.StorageUnavailable, FailurePhase.Prepare, Detail: "What the page showed could not be kept."), e);
        }
    }

    // What a failed step looked like is kept already. Where it cannot be read now, the failure itself matters more and names it still.
    private async Task<List<KeptEvidence>> FailuresAsync(Failure? failure, CancellationToken cancel)
    {
        var kept = new List<KeptEvidence>();
        try
        {
            foreach (var id in failure?.EvidenceIds ?? [])
            {
                if (await stores.Evidence.FindAsync(step.TaskId, int.Parse(id, CultureInfo.InvariantCulture), cancel) is { } saved)
                    kept.Add(new KeptEvidence(id, saved.Step, saved.Sha256));
            }
        }
        catch (Exception e) when (StorageTrouble.Is(e))
        {
            return kept;
        }

        return kept;
    }

    private static IReadOnlyList<KeptEvidence> With(TaskItem item, IReadOnlyList<KeptEvidence> more) =>
        more.Count == 0 ? item.Evidence : [.. item.Evidence.Concat(more).DistinctBy(kept => kept.Id).TakeLast(MostEvidence)];

    private static string Short(string text, int most) => text.Length > most ? text[..most] : text;

    // What failed by trouble that passes, or that a person answers, stays open, and the next try of the batch does it.
    private TaskItem After(MemberChange change, TaskItem item, ChangeResult result)
    {
        var failure = result.Status == ChangeStatus.Failed ? result.Failure ?? new Failure(FailureKind.Unexpected) : null;
        // What the run before this one told at its end stands where this one sent nothing.
        if (item.Outcome is not null && failure is { Effect: FailureEffect.None } && !sent.Contains(change.Id))
            return item;
        var staysOpen = failure is not null && MayGoOn(change, failure) && (FailureCatalog.Describe(failure.Kind).IsTransient || PersonQuestions.NeedsAnswer(failure));
        var told = failure is null ? null : Told(change, item, failure);
        // Whoever was about to take the seat, and was the first, lived to tell that nothing came of it and that nothing may come late.
        var tookNothing = told is { Effect: FailureEffect.None } && seats.Contains(change.Id) && !result.MayComeLate;
        var isOthers = IsOthers(change, result);
        return item with { Outcome = staysOpen ? null : result.Status, Result = Short(result.Sentence, LongestSentence), Failure = told, IsOthers = isOthers, SeatIntentAt = tookNothing || isOthers ? null : item.SeatIntentAt };
    }

    // A browser whose connection breaks sends a request again by itself, and is told that there is nothing to do: a seat that went then went by
    // us. Whoever has an invitation that was passed over may have it of somebody else, and nobody takes it away for ours.
    private static bool IsOthers(MemberChange change, ChangeResult result) =>
        result.Status == ChangeStatus.NoChangeNeeded && !(result.WasSent && change.TakesAway);

    // Whoever lost the seat may have the invitation still: the next try reads both lists, and finds the rest to do or all of it done.
    private static bool MayGoOn(MemberChange change, Failure failure) => failure.Effect is FailureEffect.None
        || (failure.Effect is FailureEffect.Applied && change.TakesAway);

    // What an earlier try was seen to have done stays done; only where more was sent since, of which nobody knows, is that what counts.
    private Failure Told(MemberChange change, TaskItem item, Failure failure) =>
        WasApplied(item) && (failure.Effect is FailureEffect.None || !sent.Contains(change.Id)) ? failure with { Effect = FailureEffect.Applied } : failure;

    private static bool WasApplied(TaskItem item) => item.Failure is { Effect: FailureEffect.Applied };

    // Nothing is begun for an item that was ended, because this run was taken for gone, or of which the run before this one came to know
    // something at its end.
    private async Task WriteAsync(MemberChange change, Func<TaskItem, TaskItem?> write, CancellationToken cancel)
    {
        var written = await stores.Items.ChangeAsync(
            step.TaskId, change.Id, item => item.LeaseToken > lease.Token || write(item) is not { } now ? null : now with { LeaseToken = lease.Token }, cancel);
        if (written is null)
            throw new AppFailureException(new Failure(FailureKind.LeaseLost, Detail: "Another run of the task writes its items."));
    }
}

/// <summary>Where a batch's journal is kept.</summary>
public sealed record ChangeJournalStores(TaskItemsTable Items, TasksTable Tasks, MemberStageMarks Stages, EvidenceBlobs Evidence, DirtyHubsTable Hubs, HubsTable HubRows, TimeProvider Clock);
