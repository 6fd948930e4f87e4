using System.Diagnostics.CodeAnalysis;

namespace Seatkeeper.Domain.Hubs;

/// <summary>What people call a hub: 1 to 80 characters, without control characters.</summary>
public sealed record HubLabel
{
    /// <summary>The most characters.</summary>
    public const int MaximumLength = 80;

    /// <summary>The rule, for people.</summary>
    public const string Rule = "label must be 1 to 80 characters, without control characters";

    private HubLabel(string value) => Value = value;

    /// <summary>As it was written, without the spaces around it.</summary>
    public string Value { get; }

    /// <summary>Parses a label.</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="label">The label, or null.</param>
    /// <returns>False where the text breaks the <see cref="Rule"/>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out HubLabel? label)
    {
        var trimmed = text?.Trim();
        label = trimmed is { Length: > 0 and <= MaximumLength } && !trimmed.Any(char.IsControl) ? new HubLabel(trimmed) : null;
        return label is not null;
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}
