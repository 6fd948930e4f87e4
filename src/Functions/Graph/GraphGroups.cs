using Microsoft.Graph.Models;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Graph;

/// <summary>
/// Groups of Microsoft Entra. Everybody who is in a group by way of other groups is read with it; by which groups is told, so that a
/// change of one of those is known to concern it. (To ask Graph upward needs a permission to read the whole directory.)
/// </summary>
public sealed class GraphGroups(GraphConnection graph, GroupsTable groups, WorkspaceUsersTable users, GraphPauses pauses) : IGroupDirectory
{
    private const int MostOnAPage = 999;
    private static readonly string[] onlyId = ["id"];
    private static readonly string[] idAndName = ["id", "displayName"];

    /// <inheritdoc />
    public bool IsConnected => graph.IsConnected;

    /// <inheritdoc />
    public Task<IReadOnlyList<FoundGroup>> SearchAsync(string text, int most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(text);
        return pauses.ObeyAsync(() => FindAsync(text, most, cancel), cancel);
    }

    private async Task<IReadOnlyList<FoundGroup>> FindAsync(string text, int most, CancellationToken cancel)
    {
        var found = await graph.CallAsync("a search for groups", client => client.Groups.GetAsync(request =>
        {
            request.QueryParameters.Select = idAndName;
            request.QueryParameters.Top = Math.Clamp(most, 1, MostOnAPage);
            if (text.Trim() is { Length: > 0 } beginning)
                request.QueryParameters.Filter = $"startswith(displayName,'{beginning.Replace("'", "''", StringComparison.Ordinal)}')";
        }, cancel), cancel);
        return [.. (found.Value ?? []).Select(group => new FoundGroup(GraphPages.IdOf(group), NameOf(group))).OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc />
    public Task<ReadGroup?> ReadAsync(string groupId, CancellationToken cancel) =>
        Guid.TryParse(groupId, out _) ? pauses.ObeyAsync(() => ReadToTheEndAsync(groupId, cancel), cancel) : Task.FromResult<ReadGroup?>(null);

    private async Task<ReadGroup?> ReadToTheEndAsync(string groupId, CancellationToken cancel)
    {
        var startedAt = pauses.Now;
        if (await AboutAsync(groupId, cancel) is not { } about)
            return null;
        try
        {
            var members = await ReadMembersAsync(groupId, cancel);
            var people = await PeopleAsync(members, cancel);
            await RefuseShortAsync(groupId, members.OfType<User>().Count(), people, cancel);
            return new ReadGroup(groupId, NameOf(about), people, startedAt) { TenantId = graph.TenantId, NestedIds = [.. members.OfType<Group>().Select(GraphPages.IdOf)] };
        }
        catch (GraphNotFoundException e)
        {
            throw GraphTrouble.Away("Graph knows the group, and a moment later does not know who is in it.", inner: e);
        }
    }

    // Null where it is gone. That only this call can tell: the ones after it come from other copies of the directory, which may not know it yet.
    private async Task<Group?> AboutAsync(string groupId, CancellationToken cancel)
    {
        try
        {
            return await graph.CallAsync("for a group", client => client.Groups[groupId].GetAsync(request => request.QueryParameters.Select = idAndName, cancel), cancel);
        }
        catch (GraphNotFoundException)
        {
            await RefuseOtherTenantsAsync(groupId, cancel);
            return null;
        }
    }

    // No tenant has another one's groups. That this one does not know a group of the one before says nothing of who is in it there.
    private async Task RefuseOtherTenantsAsync(string groupId, CancellationToken cancel)
    {
        if (await groups.FindAsync(groupId, cancel) is { About.TenantId: { } tenant } && tenant != graph.TenantId)
            throw GraphTrouble.Away("The group is of another tenant than the one that is connected now: nobody knows who is in it.");
    }

    private static string NameOf(Group group) => group.DisplayName is { Length: > 0 } name ? name : group.Id ?? "";

    // Every page: a list that ends early would look like people who were taken out.
    private async Task<List<DirectoryObject>> ReadMembersAsync(string groupId, CancellationToken cancel)
    {
        var members = new Dictionary<string, DirectoryObject>(StringComparer.Ordinal);
        var links = new GraphLinks("members");
        var page = await graph.CallAsync("for a group's members", client => client.Groups[groupId].TransitiveMembers.GetAsync(request =>
        {
            request.QueryParameters.Select = onlyId;
            request.QueryParameters.Top = MostOnAPage;
        }, cancel), cancel);
        while (true)
        {
            foreach (var member in page.Value ?? throw GraphTrouble.Away("Graph listed no members, and did not say that there are none."))
                members[GraphPages.IdOf(member)] = member;
            if (links.Follow(page.OdataNextLink) is not { } next)
                return [.. members.Values];
            page = await graph.CallAsync("for a group's members", client => client.Groups[groupId].TransitiveMembers.WithUrl(graph.Own(next)).GetAsync(cancellationToken: cancel), cancel);
        }
    }

    // Only where somebody is missing who was there: whoever is added loses nothing by a list that is short. The count may lag a little
    // behind a removal, and then it is read again later. People are held against people: a plain list leaves out apps that are members, and a
    // count of all kinds does not ("List group members", v1.0, known issue with service principals).
    private async Task RefuseShortAsync(string groupId, int listed, IReadOnlyList<string> people, CancellationToken cancel)
    {
        if (await groups.FindAsync(groupId, cancel) is not { } known || !known.MemberIds.Except(people, StringComparer.Ordinal).Any())
            return;
        var counted = await graph.CallAsync<object>("for a group's size", async client =>
            await client.Groups[groupId].TransitiveMembers.GraphUser.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), cancel), cancel);
        if (counted is not int count || count != listed)
            throw GraphTrouble.Away($"Graph listed {listed} people of a group and counts {counted}: the list is not taken for the whole.");
    }

    // Looks through everybody, so once a read. Somebody who was imported before they were found in Entra has kept the id of the import.
    private async Task<IReadOnlyList<string>> PeopleAsync(List<DirectoryObject> members, CancellationToken cancel)
    {
        var linked = await users.ReadLinkedAsync(cancel);
        return [.. members.OfType<User>().Select(GraphPages.IdOf).Select(id => linked.GetValueOrDefault(id, id)).Distinct(StringComparer.Ordinal)];
    }
}
