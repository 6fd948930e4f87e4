using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>People who left the directory and still have a seat: what the last report says of them, as far as it is still so.</summary>
public sealed class Leavers(MembersTable members, WorkspaceUsersTable users, CheckBlobs blobs)
{
    /// <summary>Why they are removed.</summary>
    public const string Reason = "Left the directory";

    /// <summary>The members, by id. A source that failed made nobody a leaver, because leaving is explicit.</summary>
    public async Task<IReadOnlySet<string>> OfAsync(Hub hub, CancellationToken cancel) =>
        (await FindAsync(hub, cancel)).Select(member => member.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>That their seats are to be taken away.</summary>
    public static ChangeWish Wish(IEnumerable<string> memberIds, IReadOnlyList<string>? allow = null, string reason = Reason) =>
        new(ChangeAction.Remove, [.. memberIds.Order(StringComparer.Ordinal).Select(WishedPerson.Of)], Reason: reason, Allow: allow) { LeaversOnly = true };

    /// <summary>The members themselves. Where somebody who is here has the address too, nobody knows whose seat it is.</summary>
    public async Task<IReadOnlyList<Member>> FindAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (hub.LastCheck?.Report is not { } report)
            return [];
        var people = new PeopleIndex(await users.ReadForMatchingAsync(cancel));
        var reported = (await blobs.ReadAsync<UpdateReportResponse>(report, cancel)).Leavers.Select(entry => entry.MemberId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from stored in await members.LoadAsync(hub.Id, cancel)
               let member = stored.Member
               where reported.Contains(member.Id) && member is { IsPresent: true, Decision: { IsMatched: true, UserId: not null } }
               where people.ById(member.Decision.UserId) is { Active: false } && people.OtherWith(member.Facts.Email, member.Decision.UserId) is null
               select member,
        ];
    }
}

/// <summary>Takes leavers' seats away without being asked, where a hub's setting says so.</summary>
public sealed class AutomaticLeavers(Leavers leavers, ChangePlans plans, ChangeStarts starts, TaskItemsTable items, WorkspaceUsersTable users)
{
    private const string Begin = "leavers-";

    /// <summary>
    /// Starts a removal, guarded like every other. Nothing is asked while an earlier one is open. Nobody is asked about again after a
    /// person stopped one that they were in, with whomever they would go this time, unless they were back and left once more.
    /// </summary>
    /// <param name="hub">The hub after its check.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task RemoveAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (!hub.Rules.LeaversAutomatic || await leavers.FindAsync(hub, cancel) is not { Count: > 0 } found)
            return;
        var begin = ChangeStarts.IdOf(hub.Id, AutomatedTaskType.RemoveMembers, Begin);
        var earlier = (await starts.FamilyAsync(hub.Id, AutomatedTaskType.RemoveMembers, begin, client, cancel)).Where(task => task.Trigger == TaskTrigger.Policy).ToList();
        if (earlier.Exists(task => !task.IsEnded))
            return;
        // Who was out before the seat was theirs did not leave it: it may be a mailbox, or somebody else's by now.
        var leave = found.Where(member => member.Decision.Reason != MatchReason.HadLeft).ToList();
        var kept = await KeptAsync(leave, [.. earlier.Where(task => task.IsStoppedByPerson)], cancel);
        var wished = leave.Select(member => member.Id).Where(id => !kept.Contains(id)).Order(StringComparer.Ordinal).Take(ChangeWish.MostPeople);
        var plan = await plans.MakeAsync(hub, "", Leavers.Wish(wished), cancel);
        if (plan.Losses.Count == 0)
            return;
        var taskId = ChangeStarts.IdOf(hub.Id, AutomatedTaskType.RemoveMembers, $"{Begin}{plan.NameOfLosses()[..16]}");
        await starts.StartNextAsync(new NewChange(taskId, AutomatedTaskType.RemoveMembers, TaskTrigger.Policy, hub.Id, StartDailyCheck.Seatkeeper), plan, hub, client, cancel);
    }

    // The no is said of a person, whichever rows they have in the hub by now: who accepts an invitation has another one. Only an item that
    // names no person is told by its member, and another person's match makes another question of it.
    private async Task<IReadOnlySet<string>> KeptAsync(IReadOnlyList<Member> leave, IReadOnlyList<AutomatedTask> stopped, CancellationToken cancel)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var task in stopped)
        {
            foreach (var item in (await items.LoadAsync(task.Id, cancel)).Values.Where(item => item.Status != TaskItemStatus.Completed))
            {
                foreach (var member in leave.Where(member => item.UserId is { } user ? member.Decision.UserId == user : member.Id == item.MemberId))
                {
                    if (!await LeftAfterAsync(member.Decision.UserId ?? "", task, cancel))
                        kept.Add(member.Id);
                }
            }
        }

        return kept;
    }

    private async Task<bool> LeftAfterAsync(string userId, AutomatedTask stopped, CancellationToken cancel) =>
        await users.FindAsync(userId, cancel) is { LeftAt: { } left } && left > (stopped.CompletedAt ?? stopped.UpdatedAt);
}
