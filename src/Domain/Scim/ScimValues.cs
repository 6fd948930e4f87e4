using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seatkeeper.Domain.Scim;

/// <summary>Reads what a provider sends: attributes that are kept, in their own types and names; what is empty is not there.</summary>
public static class ScimValues
{
    private const int LongestText = 1_000;
    private const int MostValues = 50;
    private static readonly JsonNodeOptions anyCase = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>An object whose names are found in any case.</summary>
    public static JsonObject NewObject() => new(anyCase);

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="ScimException">It is none.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonNode.Parse(json, anyCase, strict) is JsonObject read)
            {
                // Names that differ in case alone are found twice only when they are looked at.
                Visit(read);
                return read;
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw ScimException.Bad(ScimErrorType.InvalidSyntax, e is JsonException { LineNumber: { } line } ? $"The body is no JSON that can be read (line {line + 1})." : "The body has a name twice.");
        }

        throw ScimException.Bad(ScimErrorType.InvalidSyntax, "The body has to be a JSON object.");
    }

    /// <summary>The attributes of a body that a provider may write; those that are not kept, and those that only Seatkeeper writes, are left out.</summary>
    public static JsonObject Writable(JsonObject body, ScimSchema schema)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(schema);
        RequireSchema(body, schema.Id);
        var read = NewObject();
        foreach (var (name, node) in body)
        {
            if (schema.Find(name) is { IsReadOnly: false } attribute && Read(attribute, node) is { } value)
                read[attribute.Name] = value;
        }

        return read;
    }

    /// <summary>Refuses a body that says it is of another schema.</summary>
    public static void RequireSchema(JsonObject body, string schema)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body["schemas"] is null)
            return;
        if (body["schemas"] is not JsonArray named || !named.Any(one => one is JsonValue value && value.TryGetValue<string>(out var text) && text.Equals(schema, StringComparison.OrdinalIgnoreCase)))
            throw ScimException.Bad(ScimErrorType.InvalidSyntax, $"schemas has to name {schema}.");
    }

    /// <summary>A value in its attribute's own type; null where it is empty.</summary>
    /// <exception cref="ScimException">It has another type, or breaks a rule.</exception>
    public static JsonNode? Read(ScimAttribute attribute, JsonNode? node)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (node is null)
            return null;
        return attribute.IsMultiValued ? ReadMany(attribute, node) : ReadOne(attribute, node);
    }

    /// <summary>One value of an attribute.</summary>
    public static JsonNode? ReadOne(ScimAttribute attribute, JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return attribute.Type switch
        {
            ScimType.Boolean => ReadFlag(attribute, node),
            ScimType.Complex => ReadComplex(attribute, node),
            _ => ReadText(attribute, node),
        };
    }

    private static JsonArray? ReadMany(ScimAttribute attribute, JsonNode node)
    {
        var values = node is JsonArray list ? list.OfType<JsonNode>() : [node];
        var read = new JsonArray([.. values.Select(value => ReadOne(attribute, value)).OfType<JsonObject>().Where(value => value["value"] is not null)]);
        if (read.Count > MostValues)
            throw ScimException.Bad(ScimErrorType.TooMany, $"{attribute.Name} may have at most {MostValues} values.");
        return read.Count == 0 ? null : read;
    }

    private static JsonObject? ReadComplex(ScimAttribute attribute, JsonNode node)
    {
        var read = NewObject();
        if (node is JsonValue alone && alone.GetValueKind() == JsonValueKind.String && attribute.FindSub("value") is { } value)
        {
            read[value.Name] = ReadOne(value, alone);
        }
        else
        {
            foreach (var (name, part) in node as JsonObject ?? throw Wrong(attribute, "an object"))
            {
                if (part is not null && attribute.FindSub(name) is { } sub && ReadOne(sub, part) is { } given)
                    read[sub.Name] = given;
            }
        }

        return read.Count == 0 ? null : read;
    }

    // Entra sends "False" unless it is asked not to.
    private static JsonNode? ReadFlag(ScimAttribute attribute, JsonNode node)
    {
        var value = node as JsonValue;
        if (value?.TryGetValue<bool>(out var flag) == true)
            return JsonValue.Create(flag);
        if (value?.TryGetValue<string>(out var text) != true)
            throw Wrong(attribute, "true or false");
        return string.IsNullOrWhiteSpace(text) ? null : JsonValue.Create(bool.TryParse(text, out var read) ? read : throw Wrong(attribute, "true or false"));
    }

    private static JsonNode? ReadText(ScimAttribute attribute, JsonNode node)
    {
        if (node is not JsonValue value || !value.TryGetValue<string>(out var text))
            throw Wrong(attribute, "text");
        if (text.Length > LongestText || text.Any(char.IsControl))
            throw ScimException.Bad(ScimErrorType.InvalidValue, $"{attribute.Name} has to be at most {LongestText} characters, without control characters.");
        return string.IsNullOrWhiteSpace(text) ? null : JsonValue.Create(text);
    }

    private static void Visit(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (_, field) in fields)
                Visit(field);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Visit(item);
        }
    }

    private static ScimException Wrong(ScimAttribute attribute, string what) => ScimException.Bad(ScimErrorType.InvalidValue, $"{attribute.Name} has to be {what}.");
}
