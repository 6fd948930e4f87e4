using System.Globalization;
using System.Text.RegularExpressions;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Prices in what a page says. Read is only what can be read in one way: nobody pays by a guess.</summary>
internal static partial class PriceText
{
    private const int Longest = 500;

    private static readonly Dictionary<string, string> currencies = new(StringComparer.Ordinal) { ["$"] = "USD", ["US$"] = "USD", ["€"] = "EUR", ["£"] = "GBP" };

    /// <summary>Whether a text tells a price, in whatever currency and form.</summary>
    public static bool IsIn(string text) => Any().IsMatch(text);

    /// <summary>A text from its first price on, or as it is where it tells none.</summary>
    public static string From(string text) => text[Any().Match(text).Index..];

    /// <summary>
    /// The price that a text tells of 1 seat; null where it tells another number of them or none, several prices, or one that could be read
    /// in two ways. For how long it is is not read: it counts only where it is the price that is known already.
    /// </summary>
    public static SeatPrice? ReadOne(string text)
    {
        // A text that was cut short may say more.
        if (text.Length >= Longest || Any().Count(text) != 1 || One().Match(text) is not { Success: true } found)
            return null;
        var others = Number().Matches(text.Remove(found.Index, found.Length));
        if (others.Count == 0 || others.Any(other => other.Value != "1"))
            return null;
        var sign = found.Groups["sign"].Value;
        var currency = currencies.GetValueOrDefault(sign) ?? (sign.Length == 3 && sign.All(char.IsAsciiLetterUpper) ? sign : null);
        return currency is null ? null : new SeatPrice(decimal.Parse(found.Groups["number"].Value.Replace(',', '.'), CultureInfo.InvariantCulture), currency);
    }

    [GeneratedRegex(@"(\p{Sc}|\b[A-Z]{3})\s?\d|\d\s?([A-Z]{0,2}\p{Sc}|[A-Z]{3}\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Any();

    // Whole numbers, or with two digits after a point or comma, and no further digits beside them: a group of three could be either.
    [GeneratedRegex(@"(?<![\p{L}\d.,]|\d[\s'’]|[A-Z]{2,3}\s)((?<sign>[A-Z]{0,2}\p{Sc}|[A-Z]{3})\s?(?<number>[0-9]{1,6}([.,][0-9]{2})?)|(?<number>[0-9]{1,6}([.,][0-9]{2})?)\s?(?<sign>[A-Z]{0,2}\p{Sc}|[A-Z]{3}))(?![\p{L}\d]|[.,\s'’]\d|\s?[A-Z]{2,3}\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex One();

    [GeneratedRegex(@"\d+([.,]\d+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
