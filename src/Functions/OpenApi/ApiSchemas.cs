using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.OpenApi;

/// <summary>JSON schemas of the records that the API reads and writes, made by the serializer that reads and writes them.</summary>
internal sealed class ApiSchemas
{
    private readonly SortedDictionary<string, JsonNode> schemas = new(StringComparer.Ordinal);

    /// <summary>A reference to a record's schema.</summary>
    public JsonObject Of(Type type)
    {
        var name = NameOf(type);
        if (!schemas.ContainsKey(name))
        {
            var schema = ApiJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
            Root(schema, $"#/components/schemas/{name}");
            schemas[name] = schema;
        }

        return new() { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>Every schema that was referred to, by name.</summary>
    public JsonObject ToJson() => new(schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value)));

    // The serializer refers to a part that it met before from the schema's own root, which in the document is elsewhere.
    private static void Root(JsonNode node, string root)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>()) Root(item, root);
        }
        else if (node is JsonObject fields)
        {
            if (fields["$ref"] is JsonValue reference) fields["$ref"] = root + reference.GetValue<string>()[1..];
            foreach (var field in fields.Select(field => field.Value).OfType<JsonNode>().ToList()) Root(field, root);
        }
    }

    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}" : type.Name;
}
