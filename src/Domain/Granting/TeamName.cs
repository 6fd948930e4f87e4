using System.Diagnostics.CodeAnalysis;

namespace Seatkeeper.Domain.Granting;

/// <summary>What people call a team: 1 to 80 characters, without control characters; no other team has it in another case.</summary>
public sealed record TeamName
{
    /// <summary>The most characters.</summary>
    public const int MaximumLength = 80;

    /// <summary>The rule, for people; it goes on from the field's name.</summary>
    public const string Rule = "must be 1 to 80 characters, without control characters.";

    private TeamName(string value) => Value = value;

    /// <summary>As it was written, without the spaces around it.</summary>
    public string Value { get; }

    /// <summary>The same for all names that count as one: upper and lower case are one.</summary>
    public string Key => Value.ToUpperInvariant();

    /// <summary>Parses a name.</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="name">The name, or null.</param>
    /// <returns>False where the text breaks the <see cref="Rule"/>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TeamName? name)
    {
        var trimmed = text?.Trim();
        name = trimmed is { Length: > 0 and <= MaximumLength } && !trimmed.Any(char.IsControl) && !IsBroken(trimmed) ? new TeamName(trimmed) : null;
        return name is not null;
    }

    /// <inheritdoc />
    public override string ToString() => Value;

    // Half a pair of surrogates is no character, and no storage keeps it as it is.
    private static bool IsBroken(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                return true;
        }

        return false;
    }
}
