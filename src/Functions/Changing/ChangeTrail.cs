using Seatkeeper.Domain.Changing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Writes what was done to whom into the hub's activity: one entry an effect, with who asked, why, and by which task.</summary>
public sealed class ChangeTrail(ActivityTable activity)
{
    /// <summary>Writes the effects of a task. The ids come from the task and its items, so that writing twice is writing once.</summary>
    internal Task WriteAsync(AutomatedTask task, ChangePlan plan, IReadOnlyList<TaskItem> ended, ShownPeople? shown, CancellationToken cancel)
    {
        var planned = plan.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        var entries = ended.Where(item => item.IntentAt is not null && planned.ContainsKey(item.Id))
            .OrderBy(item => item.EffectAt).ThenBy(item => item.Id, StringComparer.Ordinal)
            .Select(item => Entry(task, plan.Wish, planned[item.Id], item, shown))
            .OfType<ActivityEntry>()
            .ToList();
        return activity.AppendAsync(task.HubId, entries, cancel);
    }

    private static ActivityEntry? Entry(AutomatedTask task, ChangeWish wish, PlannedChange change, TaskItem item, ShownPeople? shown)
    {
        var isDone = item.Status == TaskItemStatus.Completed;
        var role = shown?.RoleOf(change.Email);

        // A role that became another one than the wished is an effect too, and so is a seat that is gone where something else went wrong.
        var (happened, after) = change.Action switch
        {
            ChangeAction.Remove when isDone || shown?.IsMember(change.Email) == false => ("memberRemoved", wish.Reason),
            ChangeAction.CancelInvitation when isDone => ("invitationCancelled", wish.Reason),
            ChangeAction.Invite when isDone => ("invitationSent", change.Role?.ToString()),
            ChangeAction.ResendInvitation when isDone => ("invitationResent", null),
            ChangeAction.ChangeRole when role is not null && role != change.RoleBefore => ("roleChanged", role),
            _ => (null, null),
        };
        return happened is null ? null : new ActivityEntry(
            $"{task.Id}:{change.Id}", item.EffectAt ?? task.CreatedAt, task.ActorId, task.ActorName, happened,
            change.Label, change.MemberId, change.UserId, change.RoleBefore, after, task.Id);
    }
}
