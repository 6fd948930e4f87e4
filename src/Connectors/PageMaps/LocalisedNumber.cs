using System.Globalization;
using System.Text.RegularExpressions;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>Reads whole numbers as a language writes them: "5.000" in German is five thousand.</summary>
internal static partial class LocalisedNumber
{
    /// <summary>The number, or null where the text is none in that language.</summary>
    public static int? Parse(string? text, string groups)
    {
        if (text is null)
            return null;
        var parts = text.Trim().Split([.. groups]);
        if (parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit)))
            return null;
        // Groups after the first have three digits; anything else is a decimal or a mistake, never a guess.
        if (parts.Length > 1 && (parts[0].Length > 3 || parts.Skip(1).Any(part => part.Length != 3)))
            return null;
        return int.TryParse(string.Concat(parts), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>All numbers in a text, least first: of "51–100 of 250" that is where a page begins, where it ends, and the total.</summary>
    public static IReadOnlyList<int> ParseAll(string? text, string groups) =>
        text is null ? [] : [.. Numbers().Matches(text).Select(m => Parse(m.Value, groups)).OfType<int>().Order()];

    [GeneratedRegex(@"\d+(?:[.,'’\u00a0\u202f ]\d{3})*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
