using System.Text.RegularExpressions;

namespace Seatkeeper.Domain.Scim;

/// <summary>A path to an attribute: <c>name.givenName</c>, <c>emails[type eq "work"].value</c>, each also with its schema before it.</summary>
/// <param name="Attribute">The attribute; empty where it belongs to a schema that Seatkeeper does not keep.</param>
/// <param name="Which">Which of several values are meant, or null.</param>
/// <param name="Sub">The attribute of a complex value, or null.</param>
public sealed partial record ScimPath(string Attribute, ScimFilter? Which, string? Sub)
{
    /// <summary>True where it leads to an extension: that is taken and not kept.</summary>
    public bool IsForeign => Attribute.Length == 0;

    /// <summary>Reads a path.</summary>
    /// <param name="text">As it was sent.</param>
    /// <param name="schema">Of which resource.</param>
    /// <exception cref="ScimException">It cannot be read.</exception>
    public static ScimPath Parse(string text, ScimSchema schema)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        var path = text.Trim();
        if (path.StartsWith(schema.Id + ":", StringComparison.OrdinalIgnoreCase))
            path = path[(schema.Id.Length + 1)..];
        else if (IsUri(path))
            return new ScimPath("", null, null);
        var parts = Form().Match(path);
        if (!parts.Success)
            throw ScimException.Bad(ScimErrorType.InvalidPath, $"The path \"{Shown(text)}\" cannot be read.");
        var (name, sub) = (parts.Groups["attribute"].Value, parts.Groups["sub"].Success ? parts.Groups["sub"].Value : null);
        // Of what is not kept, nobody has to choose.
        if (!parts.Groups["which"].Success || schema.Find(name) is not { } attribute)
            return new ScimPath(name, null, sub);
        return attribute is { IsMultiValued: true, Type: ScimType.Complex }
            ? new ScimPath(name, ScimFilter.Parse(parts.Groups["which"].Value, schema, name), sub)
            : throw ScimException.Bad(ScimErrorType.InvalidPath, $"{name} has one value, of which none can be chosen.");
    }

    /// <inheritdoc />
    public override string ToString() => $"{Attribute}{(Which is null ? "" : "[…]")}{(Sub is null ? "" : $".{Sub}")}";

    /// <summary>What was sent, as far as it fits into a sentence.</summary>
    internal static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static bool IsUri(string path) =>
        path.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) || path.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || path.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?<attribute>[A-Za-z$][\w$-]{0,99})(\[(?<which>.{1,2000})\])?(\.(?<sub>[A-Za-z$][\w$-]{0,99}))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Form();
}
