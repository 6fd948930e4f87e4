using System.Text;

namespace Seatkeeper.Domain.Members;

/// <summary>Makes text that an app shows safe to store and to compare: what cannot be stored as it is would look changed at every check.</summary>
public static class ShownText
{
    /// <summary>The most characters that are kept of one text.</summary>
    public const int MaximumLength = 1_000;

    /// <summary>The text without control characters and halves of characters, each replaced by U+FFFD, and cut where it is very long.</summary>
    /// <param name="text">The text as shown, of any script.</param>
    public static string? Keep(string? text)
    {
        if (text is null)
            return null;
        if (text.Length <= MaximumLength && !text.Any(character => char.IsControl(character) || char.IsSurrogate(character)))
            return text;

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length >= MaximumLength - 1)
                return kept.Append('…').ToString();
            kept.Append((Rune.IsControl(rune) ? Rune.ReplacementChar : rune).ToString());
        }

        return kept.ToString();
    }
}
