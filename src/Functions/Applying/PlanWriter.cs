using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Applying;

/// <summary>
/// Writes a plan: members, who may log in through the hub, why they have their seats, and the activity. What is written already is passed over, so it may be
/// done as often as needed.
/// </summary>
public sealed class PlanWriter(MembersTable members, HubPeopleTable people, GrantsTable grants, ActivityTable activity, TasksTable tasks)
{
    /// <summary>Writes everything.</summary>
    public async Task WriteAsync(PlanToApply work, StoredPlan plan, WorkspaceLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Plan.IsEmpty)
            return;
        var hubId = work.Step.HubId;
        var before = await LoadAsync(hubId, cancel);

        // Side by side: the activity is a chain, so it is written one transaction after the other, and need not add to the time.
        await Task.WhenAll(WriteMembersAsync(hubId, plan, before, lease, cancel), WriteActivityAsync(work, plan, cancel));
        var after = After(plan, before);
        await WriteCollaboratorsAsync(hubId, plan, before, after, cancel);

        // What people, teams and groups gave stays; whoever has a seat and none of that is known to have had it already.
        await grants.ApplyAsync(hubId, ImportedGrants.Plan(await grants.LoadAsync(hubId, cancel), after.Values, plan.Plan.ReadAt), cancel);
    }

    private async Task WriteMembersAsync(string hubId, StoredPlan plan, Dictionary<string, StoredMember> there, WorkspaceLease lease, CancellationToken cancel)
    {
        while (!await TryWriteMembersAsync(hubId, plan, there, lease, cancel))
        {
            // Somebody matched or exempted one of them by hand meanwhile: what they decided is read again, and stays.
            there = await LoadAsync(hubId, cancel);
        }
    }

    private async Task<Dictionary<string, StoredMember>> LoadAsync(string hubId, CancellationToken cancel) =>
        (await members.LoadAsync(hubId, cancel)).ToDictionary(member => member.Member.Id, StringComparer.Ordinal);

    private async Task<bool> TryWriteMembersAsync(
        string hubId, StoredPlan plan, Dictionary<string, StoredMember> there, WorkspaceLease lease, CancellationToken cancel)
    {
        var wanted = plan.Plan.Changes.Select(change => After(change, there.GetValueOrDefault(change.MemberId), plan)).OfType<StoredMember>();
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

    /// <summary>The row after the change, or null where it is written already.</summary>
    private static StoredMember? After(MemberChange change, StoredMember? stored, StoredPlan plan)
    {
        var member = MemberChanges.Apply(stored?.Member, change, plan.Plan.ReadAt);
        var name = member.Decision.UserId is not { } user ? null : plan.UserNames.GetValueOrDefault(user) ?? stored?.UserName;
        return stored is not null && stored.Member == member && stored.UserName == name ? null : new StoredMember(member, name, stored?.ETag);
    }

    private static Dictionary<string, Member> After(StoredPlan plan, Dictionary<string, StoredMember> before)
    {
        var after = before.ToDictionary(member => member.Key, member => member.Value.Member, StringComparer.Ordinal);
        foreach (var change in plan.Plan.Changes)
            after[change.MemberId] = MemberChanges.Apply(after.GetValueOrDefault(change.MemberId), change, plan.Plan.ReadAt);
        return after;
    }

    // Every matched person who is present may log in through the hub; whoever was matched and is no more, may not. Owners keep what they have.
    private async Task WriteCollaboratorsAsync(string hubId, StoredPlan plan, Dictionary<string, StoredMember> before, Dictionary<string, Member> after, CancellationToken cancel)
    {
        var present = after.Values.Where(member => member.IsPresent).Select(member => member.Decision.UserId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var touched = plan.Plan.Changes.SelectMany(change => new[] { change.Decision?.UserId, after[change.MemberId].Decision.UserId, before.GetValueOrDefault(change.MemberId)?.Member.Decision.UserId });
        var collaborators = touched.OfType<string>().Distinct(StringComparer.Ordinal).ToDictionary(user => user, present.Contains, StringComparer.Ordinal);
        await people.PutCollaboratorsAsync(hubId, collaborators, cancel);
    }

    // At the time of the read, with ids of the plan: written again, they are the same entries.
    private async Task WriteActivityAsync(PlanToApply work, StoredPlan plan, CancellationToken cancel)
    {
        var task = await tasks.FindAsync(work.Step.TaskId, cancel) ?? throw new InvalidOperationException($"The row of {work.Step.TaskId} is gone.");
        var entries = plan.Plan.Activity.Select(entry => new ActivityEntry(
            entry.Id, plan.Plan.ReadAt, task.ActorId, task.ActorName, entry.Event, entry.Target, entry.MemberId, entry.UserId, entry.Before, entry.After, task.Id));
        await activity.AppendBatchAsync(work.Step.HubId, plan.Plan.PlanId, [.. entries], cancel);
    }
}
