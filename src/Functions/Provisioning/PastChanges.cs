using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>
/// Remembers the tasks that did something on behalf of teams and groups, or were to, until a later plan has looked at their people once
/// more. Written before the task lets go of its hub, so that the plan that takes the hub next knows it.
/// </summary>
public sealed class PastChanges(TasksTable tasks, TaskItemsTable items, DirtyHubsTable hubs, CheckBlobs blobs, ProvisionTimes times)
{
    /// <summary>Remembers a task whose items have ended; one that neither grants asked for nor somebody's leaving is passed over.</summary>
    public async Task RememberAsync(AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task is not { Wish: { } reference, HubId: { } hubId })
            return;
        var wish = await blobs.ReadAsync<ChangeWish>(reference, cancel);
        if (!wish.ByGrants && !wish.LeaversOnly)
            return;
        var past = await OfAsync(task, wish, cancel);
        if (past.Count == 0)
            return;
        await hubs.ChangeAsync(hubId, hub => Task.FromResult<DirtyHub?>(hub.Remembering(task.Id, past, times)), cancel);
    }

    /// <summary>What the remembered tasks came to.</summary>
    public async Task<IReadOnlyList<PastEffect>> ReadAsync(DirtyHub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var past = new List<PastEffect>();
        foreach (var id in hub.PastTasks)
        {
            if (await tasks.FindAsync(id, cancel) is { Wish: { } reference } task)
                past.AddRange(await OfAsync(task, await blobs.ReadAsync<ChangeWish>(reference, cancel), cancel));
        }

        return past;
    }

    private async Task<IReadOnlyList<PastEffect>> OfAsync(AutomatedTask task, ChangeWish wish, CancellationToken cancel)
    {
        var ended = await items.LoadAsync(task.Id, cancel);
        return [.. wish.People.Where(person => ended.ContainsKey(person.ItemId)).Select(person => Of(task, wish, person, ended[person.ItemId])).OfType<PastEffect>()];
    }

    private static PastEffect? Of(AutomatedTask task, ChangeWish wish, WishedPerson person, TaskItem item)
    {
        var (wasDone, isUnknown) = (WasDone(task, wish, item), IsUnknown(item));
        // What is left to people is none of the next run's business, apart from what it may have come to.
        var isLeft = wasDone is null && isUnknown && IsLeftToPeople(wish, FailureOf(task, item));
        if (isLeft)
            wasDone = false;
        // A leaver who is kept has no grant to be looked at: only whose seat is gone, or may be, may be back by now.
        if (!wish.ByGrants)
            wasDone = wasDone is true || (isUnknown && wasDone is not null) ? true : null;
        if (wasDone is not { } done || (wish.ByGrants ? person.HolderId : item.UserId) is not { } userId)
            return null;
        var kind = HadASeat(wish, item) ? SeatEffectKind.ChangeRole : KindOf(wish.Action);
        return new PastEffect(kind, userId, done, person.Role ?? wish.Role) { Failed = FailureOf(task, item), SentAt = item.EffectAt, IsUnknown = isUnknown, IsLeftToPeople = isLeft, MetASeat = HadASeat(wish, item), TaskId = task.Id };
    }

    // An address that may be anybody's says nothing of the person's seat, and a role is looked at as long as its member's stage is open.
    private static bool IsLeftToPeople(ChangeWish wish, Failure? failure) =>
        wish.Action != ChangeAction.ChangeRole && failure?.Kind is FailureKind.Cancelled or FailureKind.SafetyStop;

    // Somebody gave them a seat before the invitation was sent, or before it arrived, perhaps with another role.
    private static bool HadASeat(ChangeWish wish, TaskItem item) => wish.Action == ChangeAction.Invite && item is { Status: TaskItemStatus.Completed, IsOurs: false };

    // A batch that outlived its task may have written its own word over the failure with which the item had ended.
    private static bool IsUnknown(TaskItem item) =>
        item is { IntentAt: not null } and ({ Status: TaskItemStatus.Pending } or { Status: TaskItemStatus.Failed, Failure: null } or { Failure.Effect: FailureEffect.Unknown });

    // What was so already was nobody's doing; what failed in the app is done again by the hub's next run, unless a person has to decide about it.
    private static bool? WasDone(AutomatedTask task, ChangeWish wish, TaskItem item) => item switch
    {
        { Status: TaskItemStatus.Completed, IsOurs: true } => true,
        _ when HadASeat(wish, item) => false,
        { Status: TaskItemStatus.Completed } => null,
        // That somebody else changed the list stopped those who came after: nothing was sent for them.
        { Status: TaskItemStatus.Cancelled, IntentAt: null, Failure.Kind: FailureKind.EffectDiverged } => false,
        _ => FailureOf(task, item) is not { } failure || PastEffect.IsToBeRepeated(failure) ? false : null,
    };

    // That the grants had changed again is no failure: the next run knows what they come to. Neither is that the hub was to be removed: where
    // it was not, what was stopped for it is done. What is open still was cut short.
    private static Failure? FailureOf(AutomatedTask task, TaskItem item) => item switch
    {
        { Failure.Kind: FailureKind.ConcurrentChange } or { Status: TaskItemStatus.Completed } => null,
        { Failure: { Kind: not FailureKind.Cancelled } failure } => failure,
        _ when task.IsStoppedForRemoval => null,
        _ when task.IsStoppedByPerson => new Failure(FailureKind.Cancelled, Effect: item.Failure?.Effect ?? FailureEffect.None),
        // What no person stopped was cut short, by the end of a batch's time or of its host.
        _ => new Failure(FailureKind.DeadlineExceeded, Effect: item.Failure?.Effect ?? FailureEffect.None),
    };

    private static SeatEffectKind KindOf(ChangeAction action) => action switch
    {
        ChangeAction.Invite => SeatEffectKind.Invite,
        ChangeAction.ChangeRole => SeatEffectKind.ChangeRole,
        _ => SeatEffectKind.Remove,
    };
}
