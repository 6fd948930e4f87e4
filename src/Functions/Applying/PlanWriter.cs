using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Applying;

/// <summary>Writes a plan: members, the activity, and what follows for people. What is written already is passed over, so it may be done as often as needed.</summary>
public sealed class PlanWriter(MembersTable members, SeatReasons reasons, ActivityTable activity, TasksTable tasks)
{
    /// <summary>Writes everything. Of a plan that changes no member, the reasons for seats: what a person decided since the last one may be missing there.</summary>
    public async Task WriteAsync(PlanToApply work, StoredPlan plan, WorkspaceLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(plan);
        var hubId = work.Step.HubId;
        var before = await LoadAsync(hubId, cancel);

        // Side by side: the activity is a chain, so it is written one transaction after the other, and need not add to the time.
        var written = WriteMembersAsync(hubId, plan, before, lease, cancel);
        await Task.WhenAll(written, plan.Plan.IsEmpty ? Task.CompletedTask : WriteActivityAsync(work, plan, cancel));
        await reasons.WriteAsync(hubId, plan, await written, cancel);
    }

    // Returns what the members are afterwards, and the rows that the plan was put on.
    private async Task<WrittenMembers> WriteMembersAsync(
        string hubId, StoredPlan plan, Dictionary<string, StoredMember> there, WorkspaceLease lease, CancellationToken cancel)
    {
        while (true)
        {
            var accepted = Accepted(plan, there);
            var changed = plan.Plan.Changes.Select(change => After(change, there.GetValueOrDefault(change.MemberId), plan, accepted)).ToList();
            if (await TryWriteMembersAsync(hubId, [.. changed.Where(member => there.GetValueOrDefault(member.Member.Id) != member)], lease, cancel))
                return WrittenMembers.Of(there, changed);

            // Somebody matched or exempted one of them by hand meanwhile: what they decided is read again, and stays.
            there = await LoadAsync(hubId, cancel);
        }
    }

    private async Task<Dictionary<string, StoredMember>> LoadAsync(string hubId, CancellationToken cancel) =>
        (await members.LoadAsync(hubId, cancel)).ToDictionary(member => member.Member.Id, StringComparer.Ordinal);

    private async Task<bool> TryWriteMembersAsync(string hubId, IReadOnlyList<StoredMember> wanted, WorkspaceLease lease, CancellationToken cancel)
    {
        var written = true;
        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(wanted.Chunk(MembersTable.BatchSize), limit, async (batch, stop) =>
        {
            await lease.CheckAsync(stop);
            if (!await members.TryWriteAsync(hubId, batch, stop))
                Volatile.Write(ref written, false);
        });
        return written;
    }

    /// <summary>The row after the change; the very one that is stored where it is written already.</summary>
    private static StoredMember After(MemberChange change, StoredMember? stored, StoredPlan plan, Dictionary<string, StoredMember> accepted)
    {
        var member = MemberChanges.Apply(stored?.Member, change, plan.Plan.ReadAt);
        var invitation = IsNew(stored) && change is { List: Presence.Confirmed, Facts.Email: { } email } ? accepted.GetValueOrDefault(EmailAddress.KeyOf(email)) : null;
        if (invitation is not null)
            member = member with { Decision = invitation.Member.Decision };
        var name = member.Decision.UserId is not { } user ? null : plan.UserNames.GetValueOrDefault(user) ?? invitation?.UserName ?? stored?.UserName;
        return stored is not null && stored.Member == member && stored.UserName == name ? stored : new StoredMember(member, name, stored?.ETag, stored?.Untold);
    }

    // Of somebody who comes back, what was decided about the invitation goes before what was decided about them long ago.
    private static bool IsNew(StoredMember? stored) => stored is not { Member.IsPresent: true };

    // What a person decided about an invitation holds for the member who accepted it, also where they decided after the plan was made.
    private static Dictionary<string, StoredMember> Accepted(StoredPlan plan, Dictionary<string, StoredMember> there) => plan.Plan.Changes
        .Where(change => change is { Kind: MemberChangeKind.Gone, List: Presence.Pending, Facts.Email: not null })
        .Select(change => there.GetValueOrDefault(change.MemberId)).OfType<StoredMember>().Where(stored => stored.Member.Decision.By == DecidedBy.Person)
        .GroupBy(stored => EmailAddress.KeyOf(stored.Member.Facts.Email ?? ""), StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    // At the time of the read, with ids of the plan: written again, they are the same entries.
    private async Task WriteActivityAsync(PlanToApply work, StoredPlan plan, CancellationToken cancel)
    {
        var task = await tasks.FindAsync(work.Step.TaskId, cancel) ?? throw new InvalidOperationException($"The row of {work.Step.TaskId} is gone.");
        var entries = plan.Plan.Activity.Select(entry => new ActivityEntry(
            entry.Id, plan.Plan.ReadAt, task.ActorId, task.ActorName, entry.Event, entry.Target, entry.MemberId, entry.UserId, entry.Before, entry.After, task.Id));
        await activity.AppendBatchAsync(work.Step.HubId, plan.Plan.PlanId, [.. entries], cancel);
    }
}
