using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Delta;

namespace Seatkeeper.Functions.Graph;

/// <summary>What Graph tells of a person.</summary>
/// <param name="ObjectId">Their object id, in lower case.</param>
public sealed record GraphPerson(string ObjectId)
{
    /// <summary>They are deleted; everything else is unknown then.</summary>
    public GraphDeletion Deletion { get; init; }

    /// <summary>What people call them.</summary>
    public string? Name { get; init; }

    /// <summary>The name that they sign in with.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>Their mail address.</summary>
    public string? Mail { get; init; }

    /// <summary>Further addresses of their mailbox, and those that were noted beside it.</summary>
    public IReadOnlyList<string> OtherAddresses { get; init; } = [];

    /// <summary>Whether they may sign in; null where Graph did not say.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Whether they are a guest of the tenant; null where Graph did not say.</summary>
    public bool? IsGuest { get; init; }
}

/// <summary>Whether somebody is deleted.</summary>
public enum GraphDeletion
{
    /// <summary>They are there.</summary>
    None,
    /// <summary>They can be restored for 30 days.</summary>
    Soft,
    /// <summary>They are gone for good.</summary>
    Hard,
}

/// <summary>One page of people. Exactly one of the links is set: the last page has the one to begin with the next time.</summary>
public sealed record GraphUsersPage(IReadOnlyList<GraphPerson> People, string? NextLink, string? DeltaLink);

/// <summary>Reads people by change tracking.</summary>
public sealed class GraphUsers(GraphConnection graph)
{
    private const string Smtp = "smtp:";

    private static readonly string[] wanted = ["id", "displayName", "userPrincipalName", "mail", "proxyAddresses", "otherMails", "accountEnabled", "userType"];

    /// <summary>Reads one page.</summary>
    /// <param name="link">A link of the page before, or of the last round; null to begin with everybody.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Domain.Failures.AppFailureException">Graph did not answer, or the page leads nowhere.</exception>
    /// <exception cref="DeltaEndedException">The link is too old: everybody has to be read, or, where only a page is, the round from its beginning.</exception>
    public async Task<GraphUsersPage> ReadAsync(string? link, CancellationToken cancel)
    {
        var page = await graph.TrackAsync("for changed people", client => link is null
            ? client.Users.Delta.GetAsDeltaGetResponseAsync(request =>
            {
                request.QueryParameters.Select = wanted;
                request.Headers.Add(GraphPages.Size.Name, GraphPages.Size.Value);
            }, cancel)
            : client.Users.Delta.WithUrl(graph.OwnKept(link)).GetAsDeltaGetResponseAsync(request => request.Headers.Add(GraphPages.Size.Name, GraphPages.Size.Value), cancel), cancel);
        if ((page.OdataNextLink is null) == (page.OdataDeltaLink is null) || (link is not null && page.OdataNextLink == link))
            throw GraphTrouble.Away("Graph ended the list of changed people before its end.");
        return new GraphUsersPage([.. (page.Value ?? []).Select(Person)], page.OdataNextLink, page.OdataDeltaLink);
    }

    private static GraphPerson Person(User user) => new(GraphPages.IdOf(user))
    {
        Deletion = GraphPages.RemovalOf(user),
        Name = user.DisplayName,
        PrincipalName = user.UserPrincipalName,
        Mail = user.Mail,
        OtherAddresses =
        [
            .. (user.ProxyAddresses ?? []).Where(address => address.StartsWith(Smtp, StringComparison.OrdinalIgnoreCase)).Select(address => address[Smtp.Length..]),
            .. user.OtherMails ?? [],
        ],
        IsEnabled = user.AccountEnabled,
        IsGuest = user.UserType is { Length: > 0 } type ? type.Equals("Guest", StringComparison.OrdinalIgnoreCase) : null,
    };
}
