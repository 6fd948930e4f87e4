using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Ends every item by what the list shows, and with it the member's stage and the activity. Done again, it comes to the same.</summary>
public sealed class ChangeSettlement(TaskItemsTable items, MemberStageMarks stages, ChangeTrails trails, GuardLedgerTable ledger, CheckBlobs blobs)
{
    /// <summary>Settles all items of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="end">How it ends.</param>
    /// <param name="holdsHub">Whether the hub is still the task's: while another one works on it, what seems under way is that one's.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<SettledItems> SettleAsync(AutomatedTask task, ChangesEnd end, bool holdsHub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(end);
        var plan = end.Plan is null ? null : await blobs.ReadAsync<ChangePlan>(end.Plan, cancel);
        var snapshot = end.Snapshot is null ? null : await blobs.ReadAsync<MemberSnapshot>(end.Snapshot, cancel);
        var stored = await items.LoadAsync(task.Id, cancel);
        var shown = snapshot is null ? null : await ShownAsync(end.Step.HubId, snapshot, plan, stored, cancel);
        var planned = plan is null ? new Dictionary<string, PlannedChange>(StringComparer.Ordinal) : await trails.People.AsSeatedAsync(end.Step.HubId, plan, stored, cancel);

        var open = stored.Values.Where(item => item.Status == TaskItemStatus.Pending).ToList();
        var ended = open.Select(item => End(item, planned.GetValueOrDefault(item.Id), shown, end.Stopped)).ToList();

        // The items come last: one that has ended tells that the rest was written.
        if (plan is not null)
        {
            await trails.Effects.WriteAsync(task, plan, ended, shown, cancel);
            await WriteStagesAsync(end.Step.HubId, holdsHub, [.. ended.Select(item => (item, planned.GetValueOrDefault(item.Id)))], cancel);
            ended = await FollowAsync(task, plan.Wish, ended, planned, cancel);
        }

        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(ended, limit, async (item, stop) => await items.ChangeAsync(
            task.Id, item.Id, now => now with { Status = item.Status, Result = item.Result, Failure = item.Failure }, stop));
        var all = await items.LoadAsync(task.Id, cancel);
        if (plan is { Losses.Count: > 0 })
            await ledger.SettleAsync(end.Step.HubId, plan.PlanId, plan.Items.Count(item => item.TakesAway && all.GetValueOrDefault(item.Id) is { } ended && MayBeGone(item, ended, shown)), cancel);
        return Count(all, plan);
    }

    // Of an invitation that was sent and is in no list, somebody who has joined since may have made use: under another address than its own.
    private async Task<ShownPeople> ShownAsync(string hubId, MemberSnapshot snapshot, ChangePlan? plan, IReadOnlyDictionary<string, TaskItem> stored, CancellationToken cancel)
    {
        var shown = new ShownPeople(snapshot);
        var vanished = plan?.Items.Where(item => item.Action == ChangeAction.Invite && !shown.IsListed(item.Email)) ?? [];
        if (plan is null || vanished.Select(item => stored.GetValueOrDefault(item.Id)?.IntentAt).Min() is not { } since)
            return shown;
        var known = (await trails.Members.LoadAsync(hubId, cancel)).Select(member => member.Member).Where(member => member.FirstSeen < since)
            .Select(member => EmailAddress.KeyOf(member.Facts.Email ?? "")).Concat(plan.Addresses());
        return new ShownPeople(snapshot, known.ToHashSet(StringComparer.Ordinal));
    }

    // Where no more than their invitation was to be taken, somebody else took the seat.
    private static bool MayBeGone(PlannedChange planned, TaskItem item, ShownPeople? shown) =>
        item.IntentAt is not null && (item.Status == TaskItemStatus.Completed || item.Failure is { Effect: not FailureEffect.None } || ChangeItems.LostTheSeat(item, planned, shown));

    private static TaskItem End(TaskItem item, PlannedChange? planned, ShownPeople? shown, Failure? stopped)
    {
        var verdict = planned is null ? new ChangeVerdict(ChangeEnd.NotBegun) : ChangeVerdict.Of(planned, ChangeItems.ProgressOf(item), shown);
        return verdict.End switch
        {
            ChangeEnd.Completed => item with { Status = TaskItemStatus.Completed, Result = verdict.Sentence, Failure = null },
            ChangeEnd.Failed => item with { Status = TaskItemStatus.Failed, Result = verdict.Sentence, Failure = verdict.Failure },
            _ => item with { Status = TaskItemStatus.Cancelled, Failure = stopped ?? new Failure(FailureKind.Cancelled, Detail: "It was never begun.") },
        };
    }

    private async Task WriteStagesAsync(string hubId, bool holdsHub, IReadOnlyCollection<(TaskItem Item, PlannedChange? Planned)> ended, CancellationToken cancel)
    {
        await stages.FollowAsync(hubId, [.. ended.Where(end => end.Item.Status == TaskItemStatus.Completed).Select(end => end.Planned).OfType<PlannedChange>().Where(planned => !planned.HubOnly)], cancel);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(ended, limit, async (end, stop) =>
        {
            var (item, planned) = end;
            if (planned is null or { HubOnly: true } || IsLeftToACheck(item, planned))
                return;
            var isDone = item.Status == TaskItemStatus.Completed;
            // Never begun, or found done and not by us: what a check says of it is right.
            if (item.Status != TaskItemStatus.Cancelled && !(isDone && item.IntentAt is null))
                await stages.EndAsync(hubId, planned, isDone, stop);
            else if (holdsHub)
                await stages.BringBackAsync(hubId, planned, isDone, stop);
        });
    }

    // The seat is there, or the access is to go: what that means for the person may be refused by now, and is told like everything else.
    private async Task<List<TaskItem>> FollowAsync(
        AutomatedTask task, ChangeWish wish, List<TaskItem> ended, IReadOnlyDictionary<string, PlannedChange> planned, CancellationToken cancel)
    {
        var done = ended.Where(item => item.Status == TaskItemStatus.Completed).Select(item => planned.GetValueOrDefault(item.Id)).OfType<PlannedChange>().ToList();
        var failures = await trails.People.FollowAsync(task, wish, done, cancel);
        return [.. ended.Select(item => failures.GetValueOrDefault(item.Id) is { } failure ? item with { Status = TaskItemStatus.Failed, Failure = Afterwards(item, failure) } : item)];
    }

    // The list showed it, and it stands: only what was to follow from it did not come about.
    private static Failure Afterwards(TaskItem item, Failure failure) => item.IntentAt is null
        ? failure
        : failure with { Effect = FailureEffect.Applied, Detail = $"The invitation was sent, and stands; only the match and the grant could not be made. {failure.Detail}" };

    // Nobody knows whether they are gone, and their loss is counted, or which role of a team or group they have: the next check that sees
    // them, or does not, ends their stage. A role by name is theirs wherever a check sees it.
    private static bool IsLeftToACheck(TaskItem item, PlannedChange planned) =>
        (planned.TakesAway || planned is { Action: ChangeAction.ChangeRole, ByGrants: true }) && item is { Status: TaskItemStatus.Failed, IntentAt: not null, Failure.Effect: FailureEffect.Unknown };

    private static SettledItems Count(IReadOnlyDictionary<string, TaskItem> all, ChangePlan? plan)
    {
        var counts = new TaskCounts(
            all.Count, all.Values.Count(item => item.Status == TaskItemStatus.Completed), all.Values.Count(item => item.Status == TaskItemStatus.Failed));
        var first = plan?.Items.Select(item => all.GetValueOrDefault(item.Id)?.Failure).FirstOrDefault(failure => failure is not null);
        return new SettledItems(counts, first);
    }
}

/// <summary>Where the effects of a change are written down, what follows from them for people, and who was known before.</summary>
public sealed record ChangeTrails(ChangeTrail Effects, SeatFollowing People, MembersTable Members);

/// <summary>How a task's items ended.</summary>
public sealed record SettledItems(TaskCounts Counts, Failure? FirstFailure);
