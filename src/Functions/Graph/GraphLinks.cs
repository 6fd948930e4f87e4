namespace Seatkeeper.Functions.Graph;

/// <summary>The links that one round of change tracking went along: a round that comes to one of them again would never end.</summary>
public sealed class GraphLinks
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>The link to go on with.</summary>
    /// <param name="link">The link of the next page, as the last one named it.</param>
    /// <exception cref="Domain.Failures.AppFailureException">The round was there before.</exception>
    public string? Follow(string? link) =>
        link is null || seen.Add(link) ? link : throw GraphTrouble.Away("Graph's list of changes leads in a circle.");
}
