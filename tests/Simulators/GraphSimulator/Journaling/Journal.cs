namespace Seatkeeper.GraphSimulator.Journaling;

/// <summary>Everything that happened in a world, in order. Safe for any thread.</summary>
public sealed class Journal : Journal<JournalEntry, JournalKind>
{
    /// <summary>How many requests each route had after a number.</summary>
    public IReadOnlyDictionary<string, int> Counts(int since = 0) => Read(since, JournalKind.Request, JournalKind.Token)
        .GroupBy(entry => entry.Name, StringComparer.Ordinal)
        .ToDictionary(route => route.Key, route => route.Count(), StringComparer.Ordinal);
}
