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
public sealed class Leavers(MembersTable members, WorkspaceUsersTable users, CheckBlobs blobs, ChangePlans plans, ChangeStarts starts)
{
    /// <summary>Why they are removed.</summary>
    public const string Reason = "Left the directory";

    /// <summary>The members, by id. A source that failed made nobody a leaver, because leaving is explicit.</summary>
    public async Task<IReadOnlySet<string>> OfAsync(Hub hub, CancellationToken cancel) =>
        (await FindAsync(hub, cancel)).Select(member => member.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>That their seats are to be taken away.</summary>
    public static ChangeWish Wish(IEnumerable<string> memberIds, IReadOnlyList<string>? allow = null, string reason = Reason) =>
        new(ChangeAction.Remove, [.. memberIds.Order(StringComparer.Ordinal).Select(WishedPerson.Of)], Reason: reason, Allow: allow) { LeaversOnly = true };

    /// <summary>
    /// Removes them without being asked, where the hub's setting says so; guarded like every removal. The same people are not asked
    /// about again while a removal of them is open, or after somebody stopped it.
    /// </summary>
    /// <param name="hub">The hub after its check.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task RemoveAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (!hub.Rules.LeaversAutomatic || await FindAsync(hub, cancel) is not { Count: > 0 } leavers)
            return;
        // Who was out before the seat was theirs did not leave it: it may be a mailbox, or somebody else's by now.
        var leave = leavers.Where(member => member.Decision.Reason != MatchReason.HadLeft).Select(member => member.Id);
        var plan = await plans.MakeAsync(hub, "", Wish(leave.Order(StringComparer.Ordinal).Take(ChangeWish.MostPeople)), cancel);
        if (plan.Losses.Count == 0)
            return;
        // Named by whom it is about alone: a no holds for them whatever their role or address becomes.
        var taskId = ChangeStarts.IdOf(hub.Id, AutomatedTaskType.RemoveMembers, $"leavers-{plan.NameOfLosses()[..16]}");
        await starts.StartOnceAsync(new NewChange(taskId, AutomatedTaskType.RemoveMembers, TaskTrigger.Policy, hub.Id, StartDailyCheck.Seatkeeper), plan, hub, client, cancel);
    }

    // Where somebody who is here has the address too, nobody knows whose seat it is.
    private async Task<IReadOnlyList<Member>> FindAsync(Hub hub, CancellationToken cancel)
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
