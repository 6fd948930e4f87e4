using System.Text.Json.Nodes;

namespace Seatkeeper.Domain.Scim;

/// <summary>Which attributes of resources are asked for.</summary>
/// <param name="Wanted">Only these, or null for all.</param>
/// <param name="Unwanted">Not these.</param>
public sealed record ScimProjection(IReadOnlyList<string>? Wanted, IReadOnlyList<string> Unwanted)
{
    // Every answer has them, whatever is asked for.
    private static readonly string[] always = ["schemas", "id"];

    /// <summary>Reads <c>attributes</c> and <c>excludedAttributes</c>.</summary>
    public static ScimProjection Parse(string? attributes, string? excluded, ScimSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var wanted = Split(attributes, schema);
        return new ScimProjection(wanted.Count == 0 ? null : wanted, Split(excluded, schema));
    }

    /// <summary>Whether an attribute is asked for at all: what is not need not be read.</summary>
    public bool Wants(string attribute) =>
        !Unwanted.Contains(attribute, StringComparer.OrdinalIgnoreCase) && Wanted?.Any(name => name.Split('.')[0].Equals(attribute, StringComparison.OrdinalIgnoreCase)) != false;

    /// <summary>The resource with what is asked for.</summary>
    public JsonObject Of(JsonObject resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var shown = ScimValues.NewObject();
        foreach (var (name, node) in resource.Where(attribute => always.Contains(attribute.Key, StringComparer.Ordinal) || Wants(attribute.Key)))
            shown[name] = Parts(name, node?.DeepClone());
        return shown;
    }

    private JsonNode? Parts(string name, JsonNode? node)
    {
        var only = Wanted?.Where(wanted => wanted.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase)).Select(wanted => wanted[(name.Length + 1)..]).ToList() ?? [];
        if (Wanted?.Contains(name, StringComparer.OrdinalIgnoreCase) == true)
            only.Clear();
        var without = Unwanted.Where(unwanted => unwanted.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase)).Select(unwanted => unwanted[(name.Length + 1)..]).ToList();
        if (only.Count + without.Count == 0)
            return node;
        foreach (var part in node is JsonArray list ? list.OfType<JsonObject>() : new[] { node }.OfType<JsonObject>())
        {
            foreach (var key in part.Select(field => field.Key).Where(key => (only.Count > 0 && !only.Contains(key, StringComparer.OrdinalIgnoreCase)) || without.Contains(key, StringComparer.OrdinalIgnoreCase)).ToList())
                part.Remove(key);
        }

        return node;
    }

    private static List<string> Split(string? names, ScimSchema schema) =>
    [
        .. (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => name.StartsWith(schema.Id + ":", StringComparison.OrdinalIgnoreCase) ? name[(schema.Id.Length + 1)..] : name),
    ];
}
