using System.Text.Json.Nodes;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>What will be sent, which the faults may still change.</summary>
public sealed record SimAnswer(int Status)
{
    public JsonNode? Json { get; init; }

    /// <summary>A body that is no JSON.</summary>
    public string? Text { get; init; }

    public string TextType { get; init; } = "text/plain";
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The connection dies instead of an answer.</summary>
    public bool Reset { get; init; }

    /// <summary>Only so many bytes are sent before the connection dies.</summary>
    public int? TruncateAt { get; init; }

    public static SimAnswer Ok(JsonNode json) => new(200) { Json = json };

    public static SimAnswer Plain(string text) => new(200) { Text = text };

    /// <summary>An error in the shape that Microsoft Graph gives every error.</summary>
    public static SimAnswer Error(int status, string code, string message, IReadOnlyDictionary<string, string>? headers = null)
    {
        var answer = new SimAnswer(status)
        {
            Json = new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } },
        };
        return headers is null ? answer : answer with { Headers = headers };
    }

    /// <summary>The error of an object that is not there, or no longer.</summary>
    public static SimAnswer NoSuchObject(string id) => Error(
        404, "Request_ResourceNotFound", $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
}
