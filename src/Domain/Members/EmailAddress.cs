using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Seatkeeper.Domain.Members;

/// <summary>
/// An address in a form that can be compared. Reading one never throws, whatever the app or a file shows; letters of any
/// script are kept as they are, because an address that only looks like another one is another address.
/// </summary>
public sealed record EmailAddress
{
    /// <summary>The most characters of an address (RFC 5321).</summary>
    public const int MaximumLength = 254;

    /// <summary>The rule, for people.</summary>
    public const string Rule = "must be one e-mail address of at most 254 characters, without spaces or hidden characters";

    private static readonly IdnMapping Domains = new();

    private EmailAddress(string value, int at)
    {
        Value = value;
        Key = KeyOf(value);
        LocalPart = Key[..at];
        Domain = Key[(at + 1)..];
    }

    /// <summary>As it was shown, without the spaces around it.</summary>
    public string Value { get; }

    /// <summary>The form that is compared: without regard to case.</summary>
    public string Key { get; }

    /// <summary>What comes before the last @, as in <see cref="Key"/>.</summary>
    public string LocalPart { get; }

    /// <summary>What comes after it, as in <see cref="Key"/>.</summary>
    public string Domain { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">What was shown or written.</param>
    /// <param name="address">The address, or null.</param>
    /// <returns>False where the text breaks the <see cref="Rule"/>, for example because it was cut with "…".</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var value = text?.Trim();
        if (value is not { Length: > 2 and <= MaximumLength } || value.Contains('…', StringComparison.Ordinal) || value.Any(IsHidden))
            return false;

        var at = value.IndexOf('@', StringComparison.Ordinal);
        // A quoted local part may hold an @, but nobody has one; two of them are more likely two addresses.
        if (at <= 0 || at == value.Length - 1 || value.LastIndexOf('@') != at)
            return false;

        address = new EmailAddress(value, at);
        return true;
    }

    /// <summary>The form of any text in which two addresses are compared, whether or not they are valid. A domain that is encoded for the DNS (xn--) is the one that it stands for.</summary>
    /// <param name="text">What was shown.</param>
    public static string KeyOf(string text)
    {
        var key = text.Trim().ToLowerInvariant();
        var at = key.LastIndexOf('@');
        if (at < 0 || key.IndexOf("xn--", at, StringComparison.Ordinal) < 0)
            return key;
        try
        {
            return key[..(at + 1)] + Domains.GetUnicode(key[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            // No encoded domain after all.
            return key;
        }
    }

    /// <inheritdoc />
    public bool Equals(EmailAddress? other) => string.Equals(Key, other?.Key, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Value;

    // Format characters (bidi overrides, zero-width joiners) and lone surrogates are invisible or not text at all.
    internal static bool IsHidden(char character) =>
        char.IsWhiteSpace(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
