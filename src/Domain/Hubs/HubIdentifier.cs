using System.Diagnostics.CodeAnalysis;

namespace Seatkeeper.Domain.Hubs;

/// <summary>The business unique identifier of a hub: 3 to 30 ASCII letters or digits, unique for the app in any case.</summary>
public sealed record HubIdentifier
{
    /// <summary>The fewest characters.</summary>
    public const int MinimumLength = 3;

    /// <summary>The most characters.</summary>
    public const int MaximumLength = 30;

    /// <summary>The rule, for people.</summary>
    public const string Rule = "identifier must be 3 to 30 ASCII letters or digits, without symbols or spaces";

    private HubIdentifier(string value)
    {
        Value = value;
        Key = value.ToLowerInvariant();
    }

    /// <summary>As it was written.</summary>
    public string Value { get; }

    /// <summary>The form that is unique: two identifiers are the same where their keys are.</summary>
    public string Key { get; }

    /// <summary>Parses an identifier as it is: nothing is trimmed, because spaces are symbols too.</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="identifier">The identifier, or null.</param>
    /// <returns>False where the text breaks the <see cref="Rule"/>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out HubIdentifier? identifier)
    {
        var valid = text is { Length: >= MinimumLength and <= MaximumLength } && text.All(char.IsAsciiLetterOrDigit);
        identifier = valid && text is not null ? new HubIdentifier(text) : null;
        return identifier is not null;
    }

    /// <inheritdoc />
    public bool Equals(HubIdentifier? other) => string.Equals(Key, other?.Key, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Value;
}
