using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>
/// Sends one batch of changes in one browser session. Called again, it passes over what has a result, and says what was begun. The
/// rules are held against everybody once more before: after a wait somebody may be exempted, or the last Admin.
/// </summary>
public sealed class SendChangesActivity(ChangeTasks tasks, ChangeItems items, HubAutomation automation, ChangeJournalStores journals, ChangePlans plans)
{
    private const string OtherStep = "Another person or address is meant by now than was planned.";

    /// <summary>Sends what is open.</summary>
    [Function(nameof(SendChangesActivity))]
    public async Task<SentBatch> Run([ActivityTrigger] BatchToSend batch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var (taken, trouble) = await tasks.TakeAsync(batch.Step, cancel);
        if (taken is null)
            return new SentBatch(Trouble: trouble);

        var plan = await plans.ReadAsync(batch.Plan, cancel);
        var planned = plan.ToDo().Skip(batch.From).Take(batch.Count).ToList();
        var (sent, stopped) = await automation.ChangeAsync(
            taken.Hub,
            batch.Step,
            async (app, run, lease, stop) =>
            {
                // Read under the lease: nobody else sends anything from here on.
                var version = plan.Wish.ByGrants ? (await journals.Hubs.FindAsync(batch.Step.HubId, stop))?.Version : null;
                var hub = await journals.HubRows.GetAsync(batch.Step.HubId, stop);
                var budget = plan.Wish.Action is ChangeAction.Invite or ChangeAction.ResendInvitation ? hub?.SpendingAt(tasks.Now).Budget : null;
                var journal = new ChangeJournal(journals, batch.Step, lease, run.Deadline, planned.ToDictionary(item => item.Id, StringComparer.Ordinal)) { HeldAgainst = version, Budget = budget };
                var now = await plans.ReviseAsync(hub ?? taken.Hub, batch.Step.TaskId, plan, tasks.Now, stop);
                var open = await OpenAsync(batch, planned, plan.Wish.Allow, stop);
                open = await StillToDoAsync([.. open.Select(change => change with { Budget = budget })], planned, now, journal, stop);
                if (open.Count == 0)
                    return new SentBatch();
                var end = await app.ChangeMembersAsync(run, taken.Workspace, open, journal, stop);
                await automation.PauseAsync(taken.Hub, end.StoppedBy);
                return Result(end, journal);
            },
            cancel);
        return sent is null or { Trouble: not null } ? sent ?? new SentBatch(Trouble: stopped) : await JudgeAsync(sent, batch, plan, cancel);
    }

    private async Task<List<MemberChange>> OpenAsync(
        BatchToSend batch, List<PlannedChange> planned, IReadOnlyList<string>? allow, CancellationToken cancel)
    {
        var stored = await items.LoadAsync(batch.Step.TaskId, cancel);
        return
        [
            .. planned.Where(item => stored.GetValueOrDefault(item.Id) is { Status: TaskItemStatus.Pending, Outcome: null })
                .Select(item => item.ToChange(stored[item.Id].IntentAt is not null, allow)),
        ];
    }

    // What is refused by now is not sent, whatever was begun. What is so by now may be our own doing where it was begun: the app tells.
    // What became another step than the planned one is not sent either: it may be an approved one, and nobody approved this.
    private static async Task<List<MemberChange>> StillToDoAsync(
        List<MemberChange> open, List<PlannedChange> planned, IReadOnlyDictionary<string, PlannedChange> now, ChangeJournal journal, CancellationToken cancel)
    {
        var todo = new List<MemberChange>();
        foreach (var change in open)
        {
            var revised = now[change.Id];
            if (revised.Refused is { } refused)
                await journal.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, "A rule forbids it by now.", change.WasIntended ? refused with { Effect = FailureEffect.Unknown } : refused), [], cancel);
            else if (revised.AlreadySo is { } so && !change.WasIntended)
                await journal.RecordAsync(change, new ChangeResult(ChangeStatus.NoChangeNeeded, so), [], cancel);
            else if (!change.WasIntended && !revised.IsStepOf(planned.Single(item => item.Id == change.Id)))
                await journal.RecordAsync(change, new ChangeResult(ChangeStatus.Failed, OtherStep, new Failure(FailureKind.ConcurrentChange, Detail: OtherStep)), [], cancel);
            else
                todo.Add(change);
        }

        return todo;
    }

    private static SentBatch Result(ChangeBatchEnd end, ChangeJournal journal)
    {
        // Whose change it was that failed has the failure in their item, and is not sent again where the effect is unknown; the others may be.
        if (end.StoppedBy is { } failure)
            return new SentBatch(Trouble: new StepTrouble(FailureCatalog.Describe(failure.Kind).IsTransient ? failure with { Effect = FailureEffect.None } : failure));
        if (journal.Cancelled is { } cancelled)
            return new SentBatch(Trouble: new StepTrouble(cancelled));
        return new SentBatch(IsTimeOver: end.Stopped);
    }

    private async Task<SentBatch> JudgeAsync(SentBatch sent, BatchToSend batch, ChangePlan plan, CancellationToken cancel)
    {
        var stored = await items.LoadAsync(batch.Step.TaskId, cancel);
        var (planned, after) = (plan.ToDo().Skip(batch.From).Take(batch.Count).ToList(), plan.ToDo().Skip(batch.From + batch.Count));
        var failed = planned.Select(item => stored.GetValueOrDefault(item.Id))
            .Where(item => item?.Outcome is not (ChangeStatus.Done or ChangeStatus.NoChangeNeeded))
            .Select(item => item?.Failure ?? new Failure(FailureKind.Unexpected, Detail: "Nothing was recorded of the change."))
            .FirstOrDefault();
        // That an invitation can be cancelled says nothing of how a member is removed: that is another dialog.
        var shows = !after.Any(item => item.Action == ChangeAction.Remove);
        return sent with
        {
            Failed = failed,
            ShowsRemoval = planned.Any(item => stored.GetValueOrDefault(item.Id)?.Outcome is ChangeStatus.Done && (shows || item.Action == ChangeAction.Remove)),
        };
    }
}
