using System.Security.Cryptography;
using System.Text;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Members;

/// <summary>
/// Turns a removal into the wish that brings the same people back: whom it removed, with the role that it took, and with grants of their
/// own. What happened to the seats since is not undone with it: who was there again is refused.
/// </summary>
public sealed class RemovalUndos(TaskItemsTable items, MembersTable members, WorkspaceUsersTable users, CheckBlobs blobs, TimeProvider clock)
{
    /// <summary>How long after its end a removal can be undone.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromDays(30);

    private const string NotKept = "The removal is kept no more; add the person by name.";

    /// <summary>What a first try finds of itself.</summary>
    internal static IReadOnlyDictionary<string, TaskItem> NothingSent { get; } = new Dictionary<string, TaskItem>();

    /// <summary>The id of a removal's undo. The removal names it, so that it is undone once.</summary>
    internal static string IdOf(string hubId, string taskId) => BeginOf(hubId) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(taskId)))[..32];

    /// <summary>Whether a task undoes a removal, or is another try of one that does.</summary>
    internal static bool IsUndo(AutomatedTask task) => task.HubId is { } hubId && task.Id.StartsWith(BeginOf(hubId), StringComparison.Ordinal);

    /// <summary>Whom to invite again.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="task">The removal.</param>
    /// <param name="tried">What was begun for the undo so far, by the ids of items: an invitation that is there may be its own.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RefusedException">409 where the task took nobody's seat, or ended too long ago.</exception>
    public async Task<ChangeWish> OfAsync(Hub hub, AutomatedTask task, IReadOnlyDictionary<string, TaskItem> tried, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(tried);
        if (task.Type is not (AutomatedTaskType.RemoveMembers or AutomatedTaskType.CancelInvitation))
            throw Refuse("Only a removal can be undone.");
        if (task is not { IsEnded: true, CompletedAt: { } ended })
            throw Refuse("The removal has not ended yet; cancel it instead.");
        if (clock.GetUtcNow() - ended > Limit)
            throw Refuse($"The removal ended more than {Limit.Days} days ago; add the people instead.");
        if (task.Wish is not null && (await blobs.ReadAsync<ChangeWish>(task.Wish, cancel)).HubOnly)
            throw Refuse("The removal took no seat, only access to the hub; match the members instead.");

        var ends = (await items.LoadAsync(task.Id, cancel)).Values.ToList();
        var people = await AgainAsync(hub.Id, ends, tried, cancel);
        if (people.Count == 0)
            throw Refuse(ends.Exists(MayHaveTakenASeat) ? "Nobody knows whether the removal took a seat: check for updates, then add whoever is gone." : "The removal took nobody's seat.");
        return new ChangeWish(ChangeAction.Invite, people, hub.Rules.DefaultAppRole) { Undoes = task.Id };
    }

    /// <summary>
    /// The wish of an undo by what happened until now: its task waits for the hub, and for people, and meanwhile seats come and go. What stood
    /// in somebody's way once still does; what its task sent itself does not. Any other wish is as it was.
    /// </summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="taskId">The task that undoes.</param>
    /// <param name="wish">What was wished.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<ChangeWish> AnewAsync(string hubId, string taskId, ChangeWish wish, CancellationToken cancel)
    {
        if (wish.Undoes is not { } removal)
            return wish;
        var ends = (await items.LoadAsync(removal, cancel)).Values;
        var again = (await AgainAsync(hubId, ends, await items.LoadAsync(taskId, cancel), cancel)).ToDictionary(person => person.ItemId, StringComparer.Ordinal);
        return wish with
        {
            People = [.. wish.People.Select(person => person with { Obstacle = person.Obstacle ?? (again.TryGetValue(person.ItemId, out var now) ? now.Obstacle : NotKept) })],
        };
    }

    private static string BeginOf(string hubId) => ChangeStarts.IdOf(hubId, AutomatedTaskType.AddMembers, "undo-");

    // Whoever was gone already was not removed by this task.
    private static bool TookASeat(TaskItem item) => item is { Status: TaskItemStatus.Completed, IsOurs: true, MemberId: not null };

    private static bool MayHaveTakenASeat(TaskItem item) => item is { IntentAt: not null, Status: TaskItemStatus.Failed, Failure: null or { Effect: FailureEffect.Unknown } };

    private async Task<IReadOnlyList<WishedPerson>> AgainAsync(string hubId, IEnumerable<TaskItem> ends, IReadOnlyDictionary<string, TaskItem> tried, CancellationToken cancel)
    {
        var all = (await members.LoadAsync(hubId, cancel)).Select(stored => stored.Member).ToList();
        var byAddress = all.ToLookup(member => EmailAddress.KeyOf(member.Facts.Email ?? ""), StringComparer.Ordinal);
        var people = new List<WishedPerson>();
        foreach (var item in ends.Where(TookASeat).OrderBy(item => item.Id, StringComparer.Ordinal))
            people.Add(await AgainAsync(item, [.. byAddress[EmailAddress.KeyOf(item.Target ?? "")]], tried, cancel));
        return [.. people.DistinctBy(person => person.ItemId, StringComparer.Ordinal)];
    }

    private async Task<WishedPerson> AgainAsync(TaskItem item, List<Member> seats, IReadOnlyDictionary<string, TaskItem> tried, CancellationToken cancel)
    {
        var user = item.UserId is null ? null : await users.FindAsync(item.UserId, cancel);
        var again = WishedPerson.ToInvite(item.Target ?? "", user?.Id) with { Role = item.RoleHeld };
        if (user is { Active: false } || (item.UserId is not null && user is null))
            return again with { Obstacle = "The person left the workspace since." };
        // What was sent for the undo itself is finished, accepted by now or not; what came and went since is not brought back.
        var mayBeOwn = tried.GetValueOrDefault(again.ItemId)?.IntentAt is not null;
        if (seats.Exists(member => (member.FirstSeen > item.EffectAt || member.LastSeen > item.EffectAt) && !(mayBeOwn && (member.IsPresent || WasAccepted(member, seats)))))
            return again with { Obstacle = "There was a seat or an invitation of this address since; undo what became of that." };
        return seats.Exists(member => member.Id == item.MemberId && member.Decision.UserId == item.UserId) ? again
            : again with { Obstacle = "Whose seat it was has been decided anew since; add the person by name." };
    }

    // One check sees the invitation gone and the seat there. A seat that came later is another invitation's.
    private static bool WasAccepted(Member member, List<Member> seats) =>
        member is { List: Presence.Pending, GoneSince: { } gone } && seats.Exists(seat => seat.Presence == Presence.Confirmed && seat.HereSince == gone);

    private static RefusedException Refuse(string detail) => new(RefusalKind.StageNotAllowed, detail);
}
