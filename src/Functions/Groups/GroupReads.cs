using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Groups;

/// <summary>Reads groups at their provider and writes what was read. A read that fails throws, and changes nothing.</summary>
public sealed class GroupReads(IGroupDirectory directory, GroupsTable groups, GroupMarksTable marks, GroupChanges changes, TimeProvider clock)
{
    /// <summary>Reads one group anew, completely; of a SCIM group, which tells every change, the row is the truth and was looked at now.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="cause">What it is read for.</param>
    /// <param name="client">Starts the hubs' runs.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The group, or null where nobody knows it.</returns>
    /// <exception cref="AppFailureException">The provider did not answer to the end.</exception>
    /// <exception cref="RefusedException">No provider is connected.</exception>
    public async Task<IdpGroup?> RefreshAsync(string groupId, GroupCause cause, DurableTaskClient client, CancellationToken cancel)
    {
        if (await groups.FindAsync(groupId, cancel) is { About.Origin: GroupOrigin.Scim })
            return (await changes.ChangeAsync(groupId, now => now is null ? null : now with { About = now.About with { ReadAt = Later(now, clock.GetUtcNow()) } }, cause, client, cancel)).Group;
        var begun = clock.GetUtcNow();
        var read = await directory.ReadAsync(groupId, cancel);
        // Before the row: once it says who is in the group, a change of a group in it must be known to concern it.
        if (read is not null)
            await marks.SetNestedAsync(groupId, read.NestedIds, read.StartedAt, cancel);
        return (await changes.ChangeAsync(groupId, now => After(now, read, cause, begun), cause, client, cancel)).Group;
    }

    /// <summary>A group as it was read, without a row of it. Null where there is none.</summary>
    public async Task<IdpGroup?> LookAsync(string groupId, GroupCause cause, CancellationToken cancel) =>
        directory.IsConnected ? After(before: null, await directory.ReadAsync(groupId, cancel), cause, clock.GetUtcNow()) : null;

    // A read counts from when it began: who came and went while it was under way is the next one's. One that was overtaken by a later one says nothing.
    private static IdpGroup? After(IdpGroup? before, ReadGroup? read, GroupCause cause, DateTimeOffset begun)
    {
        var at = read?.StartedAt ?? begun;
        if (before is not null && before.About.ReadAt >= at)
            return null;
        if (read is null)
            return before is null ? null : new IdpGroup(before.About with { IsGone = true, ReadAt = at }, []);
        var about = before?.About ?? new GroupSummary(read.Id, GroupOrigin.Graph, ConnectionId: null, ExternalId: null, read.Name, 0, "", at, cause);
        return new IdpGroup(about with { Name = read.Name, Members = read.MemberIds.Count, IsGone = false, ReadAt = at, TenantId = read.TenantId }, read.MemberIds);
    }

    private static DateTimeOffset Later(IdpGroup group, DateTimeOffset now) => group.About.ReadAt > now ? group.About.ReadAt : now;
}
