namespace Seatkeeper.GraphSimulator.Journaling;

/// <summary>Everything that happened in a world, in order. Safe for any thread.</summary>
public sealed class Journal
{
    private readonly Lock gate = new();
    private readonly List<JournalEntry> entries = [];

    public JournalEntry Write(JournalEntry entry)
    {
        lock (gate)
        {
            var written = entry with { Seq = entries.Count + 1 };
            entries.Add(written);
            return written;
        }
    }

    /// <summary>The entries after a number, of the wanted kinds, or of all where none is named.</summary>
    public IReadOnlyList<JournalEntry> Read(int since = 0, params IReadOnlyCollection<JournalKind> kinds)
    {
        lock (gate)
        {
            var rest = entries.Skip(Math.Clamp(since, 0, entries.Count));
            return [.. kinds.Count == 0 ? rest : rest.Where(e => kinds.Contains(e.Kind))];
        }
    }

    /// <summary>How many requests each route had after a number.</summary>
    public IReadOnlyDictionary<string, int> Counts(int since = 0) => Read(since, JournalKind.Request, JournalKind.Token)
        .GroupBy(entry => entry.Name, StringComparer.Ordinal)
        .ToDictionary(route => route.Key, route => route.Count(), StringComparer.Ordinal);
}
