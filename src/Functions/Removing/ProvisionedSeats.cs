using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Removing;

/// <summary>Finds the members who have their seats by an invitation of ours, and plans how they lose them.</summary>
public sealed class ProvisionedSeats(MembersTable members, ActivityTable activity, ChangePlans plans)
{
    private const string Reason = "The hub is being removed";

    /// <summary>The members.</summary>
    public async Task<IReadOnlyList<Member>> FindAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var stored = await members.LoadAsync(hub.Id, cancel);
        var history = new List<(long Sequence, SeatEvent Told)>();
        await foreach (var recorded in activity.ReadAsync(new ActivityFilter(hub.Id), cancel))
        {
            // Whose seat is theirs by our invitation may be told there alone.
            if (recorded.Entry.Event == ActivityEntry.Unreadable)
                throw new InvalidDataException($"The hub's activity cannot be read: {recorded.Entry.After}");
            if (ProvisionedMembers.Events.Contains(recorded.Entry.Event))
                history.Add((recorded.Sequence, new SeatEvent(recorded.Entry.Event, recorded.Entry.Target, recorded.Entry.MemberId, recorded.Entry.TaskId, recorded.Entry.Before)));
        }

        return ProvisionedMembers.Of(stored.Select(member => member.Member), history.OrderBy(entry => entry.Sequence).Select(entry => entry.Told), hub.OperatorEmail);
    }

    /// <summary>How they lose their seats, as any removal of several people does.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="taskId">The task, or empty in a dry run.</param>
    /// <param name="wish">What was asked for.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The plan; null where nobody is to lose theirs.</returns>
    public async Task<ChangePlan?> PlanAsync(Hub hub, string taskId, RemovalWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(wish);
        // Of a hub that was never checked nobody was invited either.
        if (!wish.RevokeMembers || hub.Workspace is null)
            return null;
        var provisioned = await FindAsync(hub, cancel);
        return provisioned.Count == 0
            ? null
            : await plans.MakeAsync(hub, taskId, new ChangeWish(ChangeAction.Remove, [.. provisioned.Select(member => WishedPerson.Of(member.Id))], Reason: Reason, Allow: wish.Allow), cancel);
    }
}
