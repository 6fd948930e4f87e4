using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Which groups of Microsoft Entra matter: those that hubs are mapped to, and those by way of which these have members.</summary>
public sealed class FollowedGroups(GroupsTable groups, GroupMappingsTable mappings, GroupMarksTable marks)
{
    /// <summary>Whether a hub is mapped to a group.</summary>
    public async Task<bool> IsMappedAsync(string groupId, CancellationToken cancel) => (await mappings.ListHubsOfAsync(groupId, cancel)).Count > 0;

    /// <summary>All groups of Entra that hubs are mapped to.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        var mapped = new List<string>();
        foreach (var group in await KnownAsync(cancel))
        {
            if (await IsMappedAsync(group, cancel))
                mapped.Add(group);
        }

        return mapped;
    }

    /// <summary>Marks all groups of Entra that hubs are mapped to: each is read once.</summary>
    public async Task MarkAllAsync(GroupCause cause, CancellationToken cancel) =>
        await marks.MarkAsync((await ListAsync(cancel)).ToDictionary(id => id, _ => cause, StringComparer.Ordinal), cancel);

    /// <summary>Marks the groups of Entra that name one of these people, as they were read last.</summary>
    public async Task MarkNamingAsync(IReadOnlySet<string> people, GroupCause cause, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(people);
        var concerned = new Dictionary<string, GroupCause>(StringComparer.Ordinal);
        foreach (var about in (await groups.ListAsync(cancel)).Where(group => group is { Origin: GroupOrigin.Graph, IsGone: false }))
        {
            if (await groups.FindAsync(about.Id, cancel) is { } group && group.MemberIds.Any(people.Contains))
                concerned[group.About.Id] = cause;
        }

        await marks.MarkAsync(concerned, cancel);
    }

    /// <summary>The hubs that are mapped to groups of Entra.</summary>
    public async Task<IReadOnlyCollection<string>> HubsAsync(CancellationToken cancel)
    {
        var hubs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var group in await KnownAsync(cancel))
            hubs.UnionWith((await mappings.ListHubsOfAsync(group, cancel)).Select(given => given.HubId));
        return hubs;
    }

    /// <summary>Of groups that changed, which known ones are concerned: themselves, and those that have members by way of them.</summary>
    /// <returns>Changed group and group concerned.</returns>
    public async Task<IReadOnlyList<(string Changed, string Concerned)>> ConcernedAsync(IReadOnlyCollection<string> changed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(changed);
        if (changed.Count == 0)
            return [];
        var known = (await KnownAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        var nesting = await marks.NestingAsync(cancel);
        return [.. changed.SelectMany(id => nesting[id].Append(id).Where(known.Contains).Select(concerned => (id, concerned))).Distinct()];
    }

    private async Task<IEnumerable<string>> KnownAsync(CancellationToken cancel) =>
        (await groups.ListAsync(cancel)).Where(group => group.Origin == GroupOrigin.Graph).Select(group => group.Id);
}
