using System.Globalization;
using System.Text.Json.Nodes;

namespace Seatkeeper.Domain.Scim;

/// <summary>One test of a filter: that a value is equal, or, without one, that there is such a value at all.</summary>
/// <param name="Path">The attribute.</param>
/// <param name="IsEqual">False where only the path counts: <c>emails[type eq "work"]</c>.</param>
/// <param name="Value">Text, true, false, a number as text, or null for no value.</param>
public sealed record ScimTest(ScimPath Path, bool IsEqual, object? Value);

/// <summary>A filter: tests that all have to hold. Providers send <c>eq</c> and <c>and</c>, and nothing else is taken.</summary>
/// <param name="Tests">The tests.</param>
public sealed record ScimFilter(IReadOnlyList<ScimTest> Tests)
{
    /// <summary>Reads a filter.</summary>
    /// <param name="text">As it was sent.</param>
    /// <param name="schema">Of which resource.</param>
    /// <param name="within">The multi-valued attribute whose values it chooses from; null for resources.</param>
    /// <exception cref="ScimException">It cannot be read, or asks for an attribute that is not kept.</exception>
    public static ScimFilter Parse(string text, ScimSchema schema, string? within = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        return new ScimFilter(new ScimFilterReader(text, schema, within).Read());
    }

    /// <summary>Whether a resource passes.</summary>
    /// <param name="resource">The resource, or, of a filter within an attribute, one of its values.</param>
    /// <param name="schema">Of which resource.</param>
    /// <param name="within">The attribute, where the filter chooses from its values.</param>
    public bool Matches(JsonObject resource, ScimSchema schema, string? within = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(schema);
        return Tests.All(test => Passes(resource, test, schema, within));
    }

    /// <summary>The text that an attribute of the resource itself has to be equal to, or null where nothing asks for that.</summary>
    public string? TextOf(string attribute, string? sub = null) => Tests
        .Where(test => test.IsEqual && test.Path.Attribute.Equals(attribute, StringComparison.OrdinalIgnoreCase) && (test.Path.Sub is null ? sub is null or "value" : test.Path.Sub.Equals(sub, StringComparison.OrdinalIgnoreCase)))
        .Select(test => test.Value as string).FirstOrDefault(value => value is not null);

    private static bool Passes(JsonObject resource, ScimTest test, ScimSchema schema, string? within)
    {
        var attribute = Described(test.Path, schema, within);
        var found = ValuesOf(resource, test.Path, schema).ToList();
        if (!test.IsEqual)
            return found.Count > 0;
        return test.Value is null ? found.Count == 0 : found.Exists(node => IsEqual(node, test.Value, attribute));
    }

    private static ScimAttribute? Described(ScimPath path, ScimSchema schema, string? within)
    {
        if (within is not null)
            return schema.Find(within)?.FindSub(path.Attribute);
        var attribute = schema.Find(path.Attribute);
        return attribute is { Type: ScimType.Complex } ? attribute.FindSub(path.Sub ?? "value") : attribute;
    }

    private static IEnumerable<JsonNode> ValuesOf(JsonObject resource, ScimPath path, ScimSchema schema)
    {
        var whole = resource[path.Attribute];
        var elements = whole is JsonArray list ? list.OfType<JsonNode>() : whole is null ? [] : [whole];
        if (path.Which is { } which)
            elements = elements.OfType<JsonObject>().Where(element => which.Matches(element, schema, path.Attribute));
        return elements.Select(element => element is JsonObject complex ? complex[path.Sub ?? "value"] ?? (path.Sub is null && path.Which is not null ? complex : null) : element).OfType<JsonNode>();
    }

    private static bool IsEqual(JsonNode node, object wanted, ScimAttribute? attribute)
    {
        if (node is not JsonValue value)
            return false;
        if (value.TryGetValue<bool>(out var flag))
            return wanted is bool other ? flag == other : wanted is string told && bool.TryParse(told, out var read) && read == flag;
        var text = value.ToString();
        if (wanted is not string asked)
            return false;
        if (attribute?.Type == ScimType.DateTime)
            return Time(text) is { } at && at == Time(asked);
        return text.Equals(asked, attribute?.IsCaseExact == true ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
    }

    private static DateTimeOffset? Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
