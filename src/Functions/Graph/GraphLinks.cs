namespace Seatkeeper.Functions.Graph;

/// <summary>The links that one read of a list went along, page by page: a read that comes to one of them again would never end.</summary>
/// <param name="listed">What is listed, for people.</param>
public sealed class GraphLinks(string listed)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>The link to go on with.</summary>
    /// <param name="link">The link of the next page, as the last one named it.</param>
    /// <exception cref="Domain.Failures.AppFailureException">The read was there before.</exception>
    public string? Follow(string? link) =>
        link is null || seen.Add(link) ? link : throw GraphTrouble.Away($"Graph's list of {listed} leads in a circle.");
}
