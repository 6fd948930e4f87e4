using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.KeyVaultSimulator.Journaling;

/// <summary>One request that reached the vault.</summary>
/// <param name="Operation">What was asked.</param>
/// <param name="Name">Of which secret; empty for a list.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="Status">What was answered; null where the connection was broken.</param>
/// <param name="WithToken">Whether it carried the vault's token.</param>
/// <param name="Fault">Whether a fault met it.</param>
public sealed record JournalEntry(VaultOperation Operation, string Name, string Method, string Path, int? Status, bool WithToken, bool Fault);

/// <summary>Everything that reached the vault, in order.</summary>
public sealed class Journal
{
    private readonly Lock gate = new();
    private readonly List<JournalEntry> entries = [];

    /// <summary>The entries after a number, of the names that hold a text.</summary>
    public IReadOnlyList<JournalEntry> Read(int since = 0, string name = "")
    {
        lock (gate) return [.. entries.Skip(since).Where(entry => entry.Name.Contains(name, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>How many entries there are.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    internal void Write(JournalEntry entry)
    {
        lock (gate) entries.Add(entry);
    }
}
