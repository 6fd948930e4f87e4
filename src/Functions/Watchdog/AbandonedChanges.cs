using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Puts in order what an abandoned change left of its people.</summary>
public sealed class AbandonedChanges(HubsTable hubs, TaskItemsTable items, MemberStageMarks stages, PastChanges past, CheckBlobs blobs)
{
    /// <summary>Ends what seems under way, and remembers what was to be done on behalf of teams and groups. Done again, it comes to the same.</summary>
    /// <returns>The outcome, with what the items came to.</returns>
    public async Task<TaskOutcome> SettleAsync(AutomatedTask task, TaskOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(outcome);
        if (!task.Type.ChangesMembers())
            return outcome;
        await EndStagesAsync(task, cancel);
        var ended = task with { Status = outcome.Status };
        await past.RememberAsync(ended, cancel);
        if (!task.Type.SendsChanges())
            return outcome;
        // The items come last: one that has ended tells that the rest was written.
        foreach (var item in (await items.LoadAsync(task.Id, cancel)).Values.Where(item => item.Status == TaskItemStatus.Pending))
            await items.ChangeAsync(task.Id, item.Id, now => now.Status == TaskItemStatus.Pending ? End(ended, now) : now, cancel);
        return outcome with { Items = await items.CountAsync(task.Id, cancel) };
    }

    // The list is not read any more: of what may have been sent nobody knows what came of it until a check has looked.
    private static TaskItem End(AutomatedTask task, TaskItem item)
    {
        if (item.IntentAt is null)
            return item with { Status = TaskItemStatus.Cancelled, Failure = item.Failure ?? new Failure(FailureKind.Cancelled, Detail: "The task was cut short, and this was never begun.") };
        var kind = task.IsStoppedForRemoval || task.IsStoppedByPerson ? FailureKind.Cancelled : FailureKind.EffectUnknown;
        // What was seen to go wrong is known, and is not for the next run to repeat.
        return item with { Status = TaskItemStatus.Failed, Failure = item.Failure ?? new Failure(kind, FailurePhase.Verify, FailureEffect.Unknown, "The task was cut short, so nobody knows what came of it.") };
    }

    // Nobody knows whether a role by name came about: it is theirs wherever the next check sees it, and that only looks at roles that are not
    // under way. One that a team or group gives or takes stays so until that is known. An invitation is shown by the next check, or it is not.
    private async Task EndStagesAsync(AutomatedTask task, CancellationToken cancel)
    {
        if (task is not { Wish: { } reference, HubId: { } hubId } || (await hubs.GetAsync(hubId, cancel))?.ActiveTaskId != task.Id)
            return;
        var wish = await blobs.ReadAsync<ChangeWish>(reference, cancel);
        if (wish is not ({ Action: ChangeAction.ChangeRole, ByGrants: false } or { Action: ChangeAction.ResendInvitation }))
            return;
        foreach (var item in (await items.LoadAsync(task.Id, cancel)).Values.Where(item => item.Status == TaskItemStatus.Pending))
        {
            if (item.MemberId is { } member)
                await stages.GiveUpAsync(hubId, member, wish.Action, cancel);
        }
    }
}
