namespace Seatkeeper.Domain.Guards;

/// <summary>How many people may lose their seat in 24 hours before a person has to look. It trips above both of the first two figures, and always above the third.</summary>
/// <param name="MaxLosses">Losses that never trip by their share alone, 0 to 5.</param>
/// <param name="MaxPercent">Percent of the members, 0 to 50.</param>
/// <param name="MaxTotal">Losses that always trip when exceeded, 1 to 500.</param>
public sealed record GuardThresholds(int MaxLosses, int MaxPercent, int MaxTotal)
{
    /// <summary>What a new hub starts with; loosening may raise only the share, and only to <see cref="Loosest"/>.</summary>
    public static GuardThresholds Default { get; } = new(5, 20, 500);

    /// <summary>The most that an Owner can allow.</summary>
    public static GuardThresholds Loosest { get; } = new(5, 50, 500);

    /// <summary>The rules that these figures break, by camelCase name of the field; empty where they are fine.</summary>
    public IReadOnlyDictionary<string, string[]> BrokenRules()
    {
        var broken = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Check("maxLosses", MaxLosses, 0, Loosest.MaxLosses);
        Check("maxPercent", MaxPercent, 0, Loosest.MaxPercent);
        Check("maxTotal", MaxTotal, 1, Loosest.MaxTotal);
        return broken;

        void Check(string field, int value, int least, int most)
        {
            if (value < least || value > most)
                broken[field] = [$"{field} must be {least} to {most}"];
        }
    }

    /// <summary>The stricter of two, figure by figure.</summary>
    /// <param name="other">The other.</param>
    public GuardThresholds Strictest(GuardThresholds other) =>
        new(Math.Min(MaxLosses, other.MaxLosses), Math.Min(MaxPercent, other.MaxPercent), Math.Min(MaxTotal, other.MaxTotal));
}
