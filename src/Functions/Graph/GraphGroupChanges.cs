namespace Seatkeeper.Functions.Graph;

/// <summary>One page of groups that changed, or whose direct members did.</summary>
public sealed record GraphGroupsPage(IReadOnlyList<string> GroupIds, string? NextLink, string? DeltaLink);

/// <summary>Reads which groups changed, by change tracking. What they are like now is read from the groups themselves.</summary>
public sealed class GraphGroupChanges(GraphConnection graph)
{
    private const string FromNowOn = "/v1.0/groups/delta?$deltatoken=latest&$select=id,displayName,members";

    /// <summary>Reads one page.</summary>
    /// <param name="link">A link of the page before, or of the last round; null for a round that tells nothing, to begin with what comes.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="DeltaEndedException">The link is too old: every group that matters has to be read, or, where only a page is, the round from its beginning.</exception>
    public async Task<GraphGroupsPage> ReadAsync(string? link, CancellationToken cancel)
    {
        var page = await graph.TrackAsync(
            "for changed groups", client => client.Groups.Delta.WithUrl(link is null ? graph.Below(FromNowOn) : graph.OwnKept(link)).GetAsDeltaGetResponseAsync(cancellationToken: cancel), cancel);
        if ((page.OdataNextLink is null) == (page.OdataDeltaLink is null) || (link is not null && page.OdataNextLink == link))
            throw GraphTrouble.Away("Graph ended the list of changed groups before its end.");
        return new GraphGroupsPage([.. (page.Value ?? []).Select(GraphPages.IdOf).Distinct(StringComparer.Ordinal)], page.OdataNextLink, page.OdataDeltaLink);
    }
}
