using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Members;

/// <summary>Turns a removal into the wish that brings the same people back: with the role they had, and with grants of their own.</summary>
public sealed class RemovalUndos(TaskItemsTable items, MembersTable members, WorkspaceUsersTable users, CheckBlobs blobs, TimeProvider clock)
{
    /// <summary>How long after its end a removal can be undone.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromDays(30);

    /// <summary>Whom to invite again.</summary>
    /// <exception cref="RefusedException">409 where the task took nobody's seat, ended too long ago, or somebody left the workspace since.</exception>
    public async Task<ChangeWish> OfAsync(Hub hub, AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(task);
        if (task.Type is not (AutomatedTaskType.RemoveMembers or AutomatedTaskType.CancelInvitation))
            throw Refuse("Only a removal can be undone.");
        if (task is not { IsEnded: true, CompletedAt: { } ended })
            throw Refuse("The removal has not ended yet; cancel it instead.");
        if (clock.GetUtcNow() - ended > Limit)
            throw Refuse($"The removal ended more than {Limit.Days} days ago; add the people instead.");
        if (task.Wish is not null && (await blobs.ReadAsync<ChangeWish>(task.Wish, cancel)).HubOnly)
            throw Refuse("The removal took no seat, only access to the hub; match the members instead.");

        var people = new List<WishedPerson>();
        foreach (var item in (await items.LoadAsync(task.Id, cancel)).Values.Where(TookASeat).OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            if (await members.GetAsync(hub.Id, item.MemberId ?? "", cancel) is { Member: { Facts.Email: not null } member })
                people.Add(await AgainAsync(member, cancel));
        }

        if (people.Count == 0)
            throw Refuse("The removal took nobody's seat.");
        return new ChangeWish(ChangeAction.Invite, [.. people.DistinctBy(person => person.ItemId, StringComparer.Ordinal)], hub.Rules.DefaultAppRole);
    }

    // Whoever was gone already was not removed by this task.
    private static bool TookASeat(TaskItem item) => item is { Status: TaskItemStatus.Completed, IntentAt: not null, MemberId: not null };

    private async Task<WishedPerson> AgainAsync(Member member, CancellationToken cancel)
    {
        var decision = member.Decision;
        var user = decision is { IsMatched: true, UserId: { } id } ? await users.FindAsync(id, cancel) : null;
        if (user is { Active: false })
            throw Refuse($"{user.Name} left the workspace since; add the others by name.");
        return WishedPerson.ToInvite(member.Facts.Email ?? "", user?.Id) with { Role = member.Facts.Role, HubRole = decision.HubRole };
    }

    private static RefusedException Refuse(string detail) => new(RefusalKind.StageNotAllowed, detail);
}
