using System.Text;
using System.Text.Json.Nodes;

namespace Seatkeeper.Dev.Fuzzing;

/// <summary>A request while it is drawn.</summary>
internal sealed class Draft(FuzzOperation operation, FuzzCaller caller)
{
    public FuzzOperation Operation { get; } = operation;

    public FuzzCaller Caller { get; set; } = caller;

    /// <summary>Encoded parts of the path, by the parameter's name.</summary>
    public Dictionary<string, string> Path { get; } = new(StringComparer.Ordinal);

    /// <summary>The path where it is another request's; null where it is made of <see cref="Path"/>.</summary>
    public string? FixedPath { get; set; }

    public Dictionary<string, string> PathIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Names and encoded values.</summary>
    public List<(string Name, string Value)> Query { get; } = [];

    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>The body where it is JSON and still whole.</summary>
    public JsonNode? Json { get; set; }

    /// <summary>The body as it is sent.</summary>
    public byte[]? Body { get; set; }

    public string? ContentType { get; set; }

    public List<(string Field, string Value)> Sent { get; } = [];

    public List<string> Strange { get; } = [];

    public bool IsUnreadable { get; set; }

    public List<string> Intents { get; } = [];

    public FuzzRequest ToRequest(int number)
    {
        var path = FixedPath ?? string.Join('/', Operation.Path.Split('/').Select(part => part.StartsWith('{') ? Path[part.Trim('{', '}')] : part));
        var query = string.Join('&', Query.Select(pair => $"{pair.Name}={pair.Value}"));
        return new FuzzRequest(number, Operation, Caller, query.Length == 0 ? path : $"{path}?{query}")
        {
            Headers = Headers,
            Body = Body ?? (Json is null ? null : Encoding.UTF8.GetBytes(Json.ToJsonString())),
            ContentType = ContentType,
            Intent = Intents.Count == 0 ? "valid" : string.Join(", ", Intents),
            IsUnreadable = IsUnreadable,
            Strange = Strange,
            PathIds = PathIds,
            // What was spoiled is nothing to learn from.
            Sent = Intents.Count == 0 ? Sent : [],
            Shape = Intents.Count == 0 && Json is JsonObject fields ? [.. fields.Select(field => field.Key).Order(StringComparer.Ordinal)] : [],
        };
    }
}
