namespace Seatkeeper.SimulatorParts;

/// <summary>What a journal needs to know of its entries.</summary>
/// <typeparam name="TSelf">The entry itself.</typeparam>
/// <typeparam name="TKind">The simulator's kinds of entries.</typeparam>
public interface IJournalEntry<out TSelf, out TKind>
{
    TKind Kind { get; }

    /// <summary>The same entry with its number, from 1.</summary>
    TSelf Numbered(int seq);
}

/// <summary>Everything that happened in a world, in order. Safe for any thread.</summary>
public abstract class Journal<TEntry, TKind>
    where TEntry : IJournalEntry<TEntry, TKind>
{
    private readonly Lock gate = new();
    private readonly List<TEntry> entries = [];

    public TEntry Write(TEntry entry)
    {
        lock (gate)
        {
            var written = entry.Numbered(entries.Count + 1);
            entries.Add(written);
            return written;
        }
    }

    /// <summary>The entries after a number, of the wanted kinds, or of all where none is named.</summary>
    public IReadOnlyList<TEntry> Read(int since = 0, params IReadOnlyCollection<TKind> kinds)
    {
        lock (gate)
        {
            var rest = entries.Skip(Math.Clamp(since, 0, entries.Count));
            return [.. kinds.Count == 0 ? rest : rest.Where(entry => kinds.Contains(entry.Kind))];
        }
    }
}
