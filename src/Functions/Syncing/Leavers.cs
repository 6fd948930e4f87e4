using System.Globalization;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
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
    public async Task<IReadOnlySet<string>> OfAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (hub.LastCheck?.Report is not { } report)
            return new HashSet<string>(StringComparer.Ordinal);
        var left = await users.ReadLeftAsync(cancel);
        var still = (await members.LoadAsync(hub.Id, cancel)).Select(stored => stored.Member)
            .Where(member => member is { IsPresent: true, Decision: { IsMatched: true, UserId: { } user } } && left.Contains(user))
            .Select(member => member.Id).ToHashSet(StringComparer.Ordinal);
        still.IntersectWith((await blobs.ReadAsync<UpdateReportResponse>(report, cancel)).Leavers.Select(entry => entry.MemberId).OfType<string>());
        return still;
    }

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
        if (!hub.Rules.LeaversAutomatic || await OfAsync(hub, cancel) is not { Count: > 0 } leavers)
            return;
        var plan = await plans.MakeAsync(hub, "", Wish(leavers.Order(StringComparer.Ordinal).Take(ChangeWish.MostPeople)), cancel);
        if (plan.Losses.Count == 0)
            return;
        var taskId = ChangeStarts.IdOf(hub.Id, AutomatedTaskType.RemoveMembers, $"leavers-{plan.LossDigest[..16]}");
        if (await starts.FindAsync(taskId, client, cancel) is { } earlier)
        {
            if (earlier is { IsEnded: false } or { Status: AutomatedTaskStatus.Cancelled })
                return;
            taskId = string.Create(CultureInfo.InvariantCulture, $"{taskId}-at-{hub.Version}");
        }

        await starts.StartAsync(new NewChange(taskId, AutomatedTaskType.RemoveMembers, TaskTrigger.Policy, hub.Id, StartDailyCheck.Seatkeeper), plan, client, cancel);
    }
}
