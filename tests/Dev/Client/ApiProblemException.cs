using System.Net;
using System.Text.Json;

namespace Seatkeeper.Dev.Client;

/// <summary>The API refused: its problem details.</summary>
public sealed class ApiProblemException(HttpStatusCode status, string body, string request)
    : Exception($"{request} was answered {(int)status}: {body}")
{
    public HttpStatusCode Status { get; } = status;

    public string Body { get; } = body;

    /// <summary>RefusalKind or FailureKind, or null where the body is no problem of ours.</summary>
    public string? Kind => Read("kind");

    public string? Detail => Read("detail");

    private string? Read(string field)
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.TryGetProperty(field, out var value) ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
