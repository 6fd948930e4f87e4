using System.Text.Json.Nodes;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Finds groups of a connection. Deleted ones are not there, though their rows stay.</summary>
public sealed class ScimGroupQueries(GroupsTable groups)
{
    private const string Members = "members";

    /// <summary>Whether a row is a group of a connection.</summary>
    public static bool IsOf(GroupSummary group, string sourceId)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group is { Origin: GroupOrigin.Scim, IsGone: false } && group.ConnectionId == sourceId;
    }

    /// <summary>One group.</summary>
    /// <exception cref="ScimException">404: there is none.</exception>
    public async Task<IdpGroup> GetAsync(string sourceId, string id, CancellationToken cancel) =>
        await groups.FindAsync(id, cancel) is { } group && IsOf(group.About, sourceId) ? group : throw ScimException.NotFound(id);

    /// <summary>All groups of a connection in the order of their ids, without their members.</summary>
    public async Task<IReadOnlyList<GroupSummary>> ListAsync(string sourceId, CancellationToken cancel) =>
        [.. (await groups.ListOfAsync(sourceId, cancel)).Where(group => IsOf(group, sourceId))];

    /// <summary>One page of those that a filter finds, as they are shown, and how many there are in all.</summary>
    internal async Task<(IReadOnlyList<JsonObject> Page, int Total)> ListAsync(string sourceId, ScimQuery query, ScimProjection projection, CancellationToken cancel)
    {
        var found = await FindAsync(sourceId, query.Filter, cancel);
        var page = query.PageOf(found);
        // Members are read of the groups of the page alone, and only where they are asked for.
        return (projection.Wants(Members) ? await Task.WhenAll(page.Select(group => ShowAsync(group, cancel))) : [.. page.Select(group => ScimGroupViews.Of(group, members: null))], found.Count);
    }

    private async Task<IReadOnlyList<GroupSummary>> FindAsync(string sourceId, ScimFilter? filter, CancellationToken cancel)
    {
        if (filter is null)
            return await ListAsync(sourceId, cancel);
        IReadOnlyList<GroupSummary> all = filter.TextOf("id") is { } id
            ? await groups.FindAsync(id, cancel) is { } one && IsOf(one.About, sourceId) ? [one.About] : []
            : await ListAsync(sourceId, cancel);
        var asksMembers = filter.Tests.Any(test => test.Path.Attribute.Equals(Members, StringComparison.OrdinalIgnoreCase));
        var found = new List<GroupSummary>();
        foreach (var group in all)
        {
            var shown = asksMembers ? await ShowAsync(group, cancel) : ScimGroupViews.Of(group, members: null);
            if (filter.Matches(shown, ScimSchema.Group))
                found.Add(group);
        }

        return found;
    }

    private async Task<JsonObject> ShowAsync(GroupSummary group, CancellationToken cancel) =>
        await groups.FindAsync(group.Id, cancel) is { } whole ? ScimGroupViews.Of(whole.About, whole.MemberIds) : ScimGroupViews.Of(group, members: []);
}
