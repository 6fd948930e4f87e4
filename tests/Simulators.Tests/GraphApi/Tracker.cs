using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;

namespace Seatkeeper.Simulators.Tests.GraphApi;

/// <summary>A client as the documentation wants it: follows every link, merges whatever comes in whatever order.</summary>
internal sealed class Tracker(GraphServiceClient client)
{
    /// <summary>Users by id.</summary>
    public Dictionary<string, User> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of direct members, by the id of their group.</summary>
    public Dictionary<string, HashSet<string>> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Why objects were removed, by id.</summary>
    public Dictionary<string, string> Removed { get; } = new(StringComparer.Ordinal);

    /// <summary>The last round's pages.</summary>
    public int Pages { get; private set; }

    /// <summary>The last round's objects, whatever became of them.</summary>
    public int Told { get; private set; }

    public string? UsersLink { get; set; }

    public string? GroupsLink { get; set; }

    public async Task FollowUsersAsync(string[]? select = null, int? top = null)
    {
        (Pages, Told) = (0, 0);
        var page = UsersLink is { } link
            ? await client.Users.Delta.WithUrl(link).GetAsDeltaGetResponseAsync(cancellationToken: GraphSite.Cancel)
            : await client.Users.Delta.GetAsDeltaGetResponseAsync(request => (request.QueryParameters.Select, request.QueryParameters.Top) = (select, top), GraphSite.Cancel);
        while (page is not null)
        {
            Pages++;
            foreach (var user in page.Value ?? [])
            {
                Told++;
                if (ReasonOf(user) is { } reason) (_, Removed[user.Id!]) = (Users.Remove(user.Id!), reason);
                else (Users[user.Id!], _) = (user, Removed.Remove(user.Id!));
            }

            UsersLink = page.OdataDeltaLink;
            page = page.OdataNextLink is { } next ? await client.Users.Delta.WithUrl(next).GetAsDeltaGetResponseAsync(cancellationToken: GraphSite.Cancel) : null;
        }
    }

    public async Task FollowGroupsAsync(string[]? select = null)
    {
        (Pages, Told) = (0, 0);
        var page = GroupsLink is { } link
            ? await client.Groups.Delta.WithUrl(link).GetAsDeltaGetResponseAsync(cancellationToken: GraphSite.Cancel)
            : await client.Groups.Delta.GetAsDeltaGetResponseAsync(request => request.QueryParameters.Select = select, GraphSite.Cancel);
        while (page is not null)
        {
            Pages++;
            foreach (var group in page.Value ?? []) Merge(group);
            GroupsLink = page.OdataDeltaLink;
            page = page.OdataNextLink is { } next ? await client.Groups.Delta.WithUrl(next).GetAsDeltaGetResponseAsync(cancellationToken: GraphSite.Cancel) : null;
        }
    }

    private void Merge(Group group)
    {
        Told++;
        if (ReasonOf(group) is { } reason)
        {
            Groups.Remove(group.Id!);
            Removed[group.Id!] = reason;
            return;
        }

        if (!Groups.TryGetValue(group.Id!, out var members)) Groups[group.Id!] = members = new(StringComparer.Ordinal);
        if (!group.AdditionalData.TryGetValue("members@delta", out var told) || told is not UntypedArray array) return;
        foreach (var member in array.GetValue().OfType<UntypedObject>().Select(node => node.GetValue()))
        {
            var id = ((UntypedString)member["id"]).GetValue()!;
            if (member.ContainsKey("@removed")) members.Remove(id);
            else members.Add(id);
        }
    }

    private static string? ReasonOf(Entity entity) =>
        entity.AdditionalData.TryGetValue("@removed", out var removed) && removed is UntypedObject node ? ((UntypedString)node.GetValue()["reason"]).GetValue() : null;
}
