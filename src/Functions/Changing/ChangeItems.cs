using Seatkeeper.Domain.Changing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Keeps a task's items in step with its plan.</summary>
public sealed class ChangeItems(TaskItemsTable items)
{
    /// <summary>All items of a task, by id.</summary>
    public Task<IReadOnlyDictionary<string, TaskItem>> LoadAsync(string taskId, CancellationToken cancel) => items.LoadAsync(taskId, cancel);

    /// <summary>Inserts what is missing; an item for which nothing was begun yet becomes what the plan says now.</summary>
    public async Task PutAsync(string taskId, ChangePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var wanted = plan.Items.Select(item => Of(taskId, item)).ToList();
        await items.InsertAsync(taskId, wanted, cancel);
        var there = await items.LoadAsync(taskId, cancel);
        foreach (var item in wanted.Where(item => Planned(there[item.Id], item) != there[item.Id]))
            await items.ChangeAsync(taskId, item.Id, now => Planned(now, item), cancel);
    }

    /// <summary>How far an item came.</summary>
    public static ChangeProgress ProgressOf(TaskItem? item) =>
        item is null ? new ChangeProgress() : new ChangeProgress(item.IntentAt is not null, item.Outcome, item.Result, item.Failure) { MayHaveTakenSeat = item.SeatIntentAt is not null };

    /// <summary>Whether a removal took somebody's seat, whatever went wrong beside that: it was about to, and the list shows it no more.</summary>
    public static bool LostTheSeat(TaskItem item, PlannedChange planned, ShownPeople? shown)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(planned);
        return item.SeatIntentAt is not null && shown?.IsMember(planned.Email) == false;
    }

    private static TaskItem Planned(TaskItem now, TaskItem planned) => now.IntentAt is not null || now.Outcome is not null
        ? now
        : now with { Action = planned.Action, MemberId = planned.MemberId, Target = planned.Target, UserId = planned.UserId, RoleHeld = planned.RoleHeld, Status = planned.Status, Failure = planned.Failure, Result = planned.Result };

    private static TaskItem Of(string taskId, PlannedChange item) => new()
    {
        TaskId = taskId,
        Id = item.Id,
        Action = item.Action.ToString(),
        MemberId = item.MemberId,
        Target = item.Label,
        UserId = item.UserId,
        RoleHeld = item.RoleHeld,
        Status = item.Refused is not null ? TaskItemStatus.Failed : TaskItemStatus.Pending,
        Result = item.AlreadySo,
        Failure = item.Refused,
    };
}
