using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Writes what was done to whom into the hub's activity, and what failed: one entry an effect, with who asked, why, and by which task.</summary>
public sealed class ChangeTrail(ActivityTable activity, MembersTable members)
{
    /// <summary>Writes the effects of a task. The ids come from the task and its items, so that writing twice is writing once.</summary>
    internal async Task WriteAsync(AutomatedTask task, ChangePlan plan, IReadOnlyList<TaskItem> ended, ShownPeople? shown, CancellationToken cancel)
    {
        var planned = plan.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        var told = ended.Where(item => planned.ContainsKey(item.Id)).OrderBy(item => item.EffectAt).ThenBy(item => item.Id, StringComparer.Ordinal)
            .SelectMany(item => What(task, plan.Wish, planned[item.Id], item, shown).Select(what => (Change: planned[item.Id], Item: item, What: what)))
            .ToList();
        var about = await WhomAsync(task.HubId ?? "", plan.Wish, [.. told.Select(line => line.Change).Distinct()], cancel);
        await activity.AppendAsync(task.HubId, [.. told.Select(line => Entry(task, about[line.Change.Id], line.Item, line.What))], cancel);
    }

    // Whoever is invited for the first time had no row when the plan was made. The row that the read at the end gave them, or the one that the
    // next read will, is how the entry is found later, and so is the person for whom it was done.
    private async Task<Dictionary<string, PlannedChange>> WhomAsync(string hubId, ChangeWish wish, IReadOnlyList<PlannedChange> changes, CancellationToken cancel)
    {
        var holders = wish.People.ToDictionary(person => person.ItemId, person => person.UserId ?? person.HolderId, StringComparer.Ordinal);
        var rows = changes.All(change => change.MemberId is not null) ? [] : await members.LoadAsync(hubId, cancel);
        var byAddress = rows.Select(stored => stored.Member).Where(member => member is { IsPresent: true, Facts.Email: not null })
            .OrderBy(member => member.Presence).ToLookup(member => EmailAddress.KeyOf(member.Facts.Email ?? ""), StringComparer.Ordinal);
        return changes.ToDictionary(
            change => change.Id,
            change => change with
            {
                MemberId = change.MemberId ?? byAddress[EmailAddress.KeyOf(change.Email ?? "")].FirstOrDefault()?.Id ?? change.Id,
                UserId = change.UserId ?? change.GivenTo ?? holders.GetValueOrDefault(change.Id),
            },
            StringComparer.Ordinal);
    }

    private static IEnumerable<Happening> What(AutomatedTask task, ChangeWish wish, PlannedChange change, TaskItem item, ShownPeople? shown)
    {
        if (item.IsOurs && EffectOf(wish, change, item, shown) is { } effect)
            return [effect];
        // Somebody else was first: the read at the end left it to this task to tell.
        var theirs = item is { IsOthers: true, IntentAt: not null } ? OthersDid(change, item, shown) : null;
        var failed = !change.HubOnly && HasFailed(task, item) ? new Happening(FailureOf(change.Action), WhyOf(change, item, shown), ":failed") : null;
        return new[] { theirs, failed }.OfType<Happening>();
    }

    // Whoever lost the seat has lost it also where an invitation came since.
    private static Happening? OthersDid(PlannedChange change, TaskItem item, ShownPeople? shown)
    {
        var isDone = item.Status == TaskItemStatus.Completed;
        return change.Action switch
        {
            ChangeAction.Remove when isDone || shown?.IsMember(change.Email) == false => new(CheckEvent.MemberGone, After: null),
            ChangeAction.CancelInvitation when isDone => new(CheckEvent.MemberGone, After: null),
            ChangeAction.ChangeRole when isDone && shown?.HasAnotherRole(change) == true => new(CheckEvent.RoleChanged, shown.RoleOf(change.Email)),
            _ => null,
        };
    }

    // A role that somebody else changed is told nowhere else.
    private static string? WhyOf(PlannedChange change, TaskItem item, ShownPeople? shown) =>
        change.Action == ChangeAction.ChangeRole && shown?.HasAnotherRole(change) == true ? $"{item.Failure?.Kind}; the role is {shown.RoleOf(change.Email)}" : item.Failure?.Kind.ToString();

    // A role that became another one than the wished is an effect too, and so is a seat that is gone where something else went wrong.
    private static Happening? EffectOf(ChangeWish wish, PlannedChange change, TaskItem item, ShownPeople? shown)
    {
        var isDone = item.Status == TaskItemStatus.Completed;
        var role = shown?.RoleOf(change.Email);
        return change.Action switch
        {
            ChangeAction.Remove when isDone || ChangeItems.LostTheSeat(item, change, shown) => new("memberRemoved", wish.Reason),
            ChangeAction.CancelInvitation when isDone => new("invitationCancelled", wish.Reason),
            ChangeAction.Invite when isDone => new("invitationSent", change.Role?.ToString()),
            ChangeAction.ResendInvitation when isDone => new("invitationResent", null),
            ChangeAction.ChangeRole when shown?.HasAnotherRole(change) == true && item.Failure is not { Effect: FailureEffect.None } => new("roleChanged", role),
            _ => null,
        };
    }

    // What was never begun, because something stopped the task before, failed as well, unless a person stopped it. What is tried again by
    // itself every few minutes is told where it was begun.
    private static bool HasFailed(AutomatedTask task, TaskItem item) => item.Status == TaskItemStatus.Failed
        || (item is { Status: TaskItemStatus.Cancelled, Failure.Kind: not FailureKind.Cancelled } && !task.IsFollowedByItself);

    private static string FailureOf(ChangeAction action) => action switch
    {
        ChangeAction.Remove or ChangeAction.CancelInvitation => "removalFailed",
        ChangeAction.ChangeRole => "roleChangeFailed",
        _ => "invitationFailed",
    };

    private static ActivityEntry Entry(AutomatedTask task, PlannedChange change, TaskItem item, Happening what) => new(
        $"{task.Id}:{change.Id}{what.Suffix}", item.EffectAt ?? task.StartedAt ?? task.CreatedAt, task.ActorId, task.ActorName, what.Event,
        change.Label, change.MemberId, change.UserId, change.RoleBefore, what.After, task.Id);

    private sealed record Happening(string Event, string? After, string Suffix = "");
}
