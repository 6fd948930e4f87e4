using System.Globalization;
using System.Text.RegularExpressions;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Prices in what a page says. Read is only what can be read in one way: nobody pays by a guess.</summary>
internal static partial class PriceText
{
    private static readonly Dictionary<string, string> currencies = new(StringComparer.Ordinal) { ["$"] = "USD", ["US$"] = "USD", ["€"] = "EUR", ["£"] = "GBP" };

    /// <summary>Whether a text tells a price, in whatever currency and form.</summary>
    public static bool IsIn(string text) => Any().IsMatch(text);

    /// <summary>The one price of a text; null where it tells none or several, or one that could be read in two ways.</summary>
    public static SeatPrice? Read(string text)
    {
        if (Any().Count(text) != 1 || One().Match(text) is not { Success: true } found)
            return null;
        var sign = found.Groups["sign"].Value.Trim();
        var currency = currencies.GetValueOrDefault(sign) ?? (sign.Length == 3 && sign.All(char.IsAsciiLetterUpper) ? sign : null);
        return currency is null ? null : new SeatPrice(decimal.Parse(found.Groups["number"].Value.Replace(',', '.'), CultureInfo.InvariantCulture), currency);
    }

    [GeneratedRegex(@"(\p{Sc}|\b[A-Z]{3})\s?\d|\d\s?([A-Z]{0,2}\p{Sc}|[A-Z]{3}\b)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Any();

    // Whole numbers, or with two digits after a point or comma, and no further digits beside them: a group of three could be either.
    [GeneratedRegex(@"(?<![\p{L}\d.,]|\d[\s'’])((?<sign>[A-Z]{0,2}\p{Sc}|[A-Z]{3})\s?(?<number>\d{1,6}([.,]\d{2})?)|(?<number>\d{1,6}([.,]\d{2})?)\s?(?<sign>[A-Z]{0,2}\p{Sc}|[A-Z]{3}))(?![\p{L}\d]|[.,\s'’]\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex One();
}
