using System.Text.Json.Nodes;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>What will be sent, which the faults may still change.</summary>
public sealed record SimAnswer(int Status)
{
    public JsonNode? Json { get; init; }
    public string? Html { get; init; }
    public string? RedirectTo { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    public IReadOnlyList<SimCookie> Cookies { get; init; } = [];

    /// <summary>The connection dies instead of an answer.</summary>
    public bool Reset { get; init; }

    /// <summary>Only so many bytes are sent before the connection dies.</summary>
    public int? TruncateAt { get; init; }

    public static SimAnswer Ok(JsonNode json) => new(200) { Json = json };

    public static SimAnswer Page(string html, int status = 200) => new(status) { Html = html };

    public static SimAnswer Redirect(string path) => new(302) { RedirectTo = path };

    /// <summary>An error in the shape of the one error body that is known.</summary>
    public static SimAnswer Error(int status, string code, JsonNode? details = null) => new(status)
    {
        Json = details is null ? new JsonArray("Error", code) : new JsonArray("Error", new JsonArray(code, details)),
    };

    public SimAnswer With(params IReadOnlyList<SimCookie> cookies) => this with { Cookies = [.. Cookies, .. cookies] };
}

/// <summary>A cookie to set; a null value takes it away.</summary>
public sealed record SimCookie(string Name, string? Value, TimeSpan? Life, bool Readable = false)
{
    /// <inheritdoc />
    public override string ToString() => $"SimCookie {Name}";
}
