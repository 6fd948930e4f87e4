using System.Globalization;

namespace Seatkeeper.Connectors.PageMaps;

/// <summary>Reads dates as a language writes them: "03.04.2026" in German is the third of April.</summary>
internal static class LocalisedDate
{
    // A date that begins with its year, as a page's own markup tells it, means one thing in every language.
    private const int YearAndDash = 5;

    /// <summary>The date in UTC, or null where the text is none in that language.</summary>
    public static DateTimeOffset? Parse(string? text, IReadOnlyList<string> formats)
    {
        if (text is null)
            return null;
        var isPlain = text.Length > YearAndDash && text[YearAndDash - 1] == '-' && text.Take(YearAndDash - 1).All(char.IsAsciiDigit);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (isPlain)
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var plain) ? plain : null;
        return DateTimeOffset.TryParseExact(text, [.. formats], CultureInfo.InvariantCulture, Utc, out var date) ? date : null;
    }
}
