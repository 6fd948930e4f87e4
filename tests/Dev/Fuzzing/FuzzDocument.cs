using System.Globalization;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>What an OpenAPI document says of its calls, in the form that requests are drawn from.</summary>
public sealed class FuzzDocument
{
    private const string Json = "application/json";
    private static readonly string[] Verbs = ["get", "post", "put", "patch", "delete"];
    private readonly JsonObject root;

    private FuzzDocument(JsonObject root)
    {
        this.root = root;
        Operations = [.. Find()];
        Collect(root);
    }

    /// <summary>Every route with each of its methods.</summary>
    public IReadOnlyList<FuzzOperation> Operations { get; }

    /// <summary>The values that the document tells for fields of a name, wherever they are.</summary>
    public Dictionary<string, HashSet<string>> Choices { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of all fields and parameters.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a document.</summary>
    public static FuzzDocument Read(JsonObject document) => new(document);

    /// <summary>A schema itself, where it may be a reference to one; what says nothing is an empty one.</summary>
    public JsonObject Resolve(JsonNode? schema)
    {
        if (schema is not JsonObject fields)
            return [];
        if (fields["$ref"]?.GetValue<string>() is not { } reference)
            return fields;
        JsonNode? found = root;
        foreach (var part in reference.TrimStart('#', '/').Split('/'))
            found = found is JsonArray list && int.TryParse(part, CultureInfo.InvariantCulture, out var index) ? list[index] : found?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return Resolve(found);
    }

    private IEnumerable<FuzzOperation> Find() =>
        from path in root["paths"]?.AsObject() ?? []
        from operation in path.Value?.AsObject() ?? []
        where Verbs.Contains(operation.Key, StringComparer.Ordinal)
        select Describe(path.Key, operation.Key.ToUpperInvariant(), operation.Value?.AsObject() ?? []);

    private FuzzOperation Describe(string path, string method, JsonObject operation)
    {
        var responses = operation["responses"]?.AsObject() ?? [];
        var successes = responses.Select(response => response.Key).Where(status => status.StartsWith('2')).ToList();
        var answers = successes.Select(status => responses[status]?["content"]?[Json]?["schema"]).OfType<JsonObject>().ToList();
        var body = operation["requestBody"]?["content"]?.AsObject() ?? [];
        return new FuzzOperation(method, path, [.. (operation["parameters"]?.AsArray() ?? []).OfType<JsonObject>().Select(Parameter)])
        {
            Body = body.Select(content => content.Value?["schema"]).FirstOrDefault() is { } schema ? Resolve(schema) : null,
            BodyTypes = [.. body.Select(content => content.Key)],
            Successes = [.. successes.Select(status => int.Parse(status, CultureInfo.InvariantCulture))],
            Answer = answers.Select(answer => answer["$ref"]?.ToString().Split('/')[^1]).FirstOrDefault(name => name is not null),
            Shown = [.. answers.SelectMany(answer => Properties(Resolve(answer), [])).Where(SecretFields.IsOne)],
        };
    }

    private FuzzParameter Parameter(JsonObject parameter) => new(parameter["in"]?.ToString() ?? "", parameter["name"]?.ToString() ?? "", Resolve(parameter["schema"]));

    private IEnumerable<string> Properties(JsonObject schema, HashSet<JsonObject> seen)
    {
        if (!seen.Add(schema))
            return [];
        var own = schema["properties"]?.AsObject() ?? [];
        var below = own.Select(property => property.Value).Append(schema["items"]).OfType<JsonObject>();
        return own.Select(property => property.Key).Concat(below.SelectMany(part => Properties(Resolve(part), seen)));
    }

    private void Collect(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Collect(item);
        }
        else if (node is JsonObject fields)
        {
            if (fields["in"] is not null && fields["name"] is JsonValue name)
                Names.Add(name.ToString());
            foreach (var (key, property) in fields["properties"]?.AsObject() ?? [])
                Note(key, Resolve(property));
            foreach (var (_, value) in fields)
                Collect(value);
        }
    }

    private void Note(string name, JsonObject schema)
    {
        Names.Add(name);
        var values = (schema["enum"] ?? Resolve(schema["items"])["enum"])?.AsArray().OfType<JsonValue>().Select(value => value.ToString()).ToList() ?? [];
        if (values.Count == 0)
            return;
        if (!Choices.TryGetValue(name, out var known))
            Choices[name] = known = new HashSet<string>(StringComparer.Ordinal);
        known.UnionWith(values);
    }
}
