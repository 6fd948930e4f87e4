using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seatkeeper.KeyVaultSimulator.Hosting;

/// <summary>What the vault answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON, or null for none.</param>
internal sealed record VaultAnswer(int Status, JsonNode? Body = null)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>An error in the vault's own shape.</summary>
    public static VaultAnswer Error(int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null) error["innererror"] = new JsonObject { ["code"] = inner };
        return new VaultAnswer(status, new JsonObject { ["error"] = error });
    }

    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        foreach (var (name, value) in Headers) http.Response.Headers[name] = value;
        if (Body is null) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(JsonSerializer.Serialize(Body, VaultJson.Own.Options), http.RequestAborted);
    }
}
