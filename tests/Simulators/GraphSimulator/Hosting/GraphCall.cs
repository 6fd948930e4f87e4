using System.Text.Json;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>One request to the simulated Microsoft Graph, or to the token endpoint.</summary>
public sealed class GraphCall(HttpContext http, SimWorld world, string route, string id, string body)
{
    public HttpContext Http { get; } = http;
    public SimWorld World { get; } = world;

    /// <summary>The method and the path with {id} for every id, as the journal counts it.</summary>
    public string Route { get; } = route;

    /// <summary>The object that the path names; empty where it names none.</summary>
    public string Id { get; } = id;

    public string Body { get; } = body;
    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>What the journal tells of the request beside its route.</summary>
    public JsonObject Detail { get; } = [];

    /// <summary>Where the world's v1.0 is, as this client reaches it.</summary>
    public string Root => $"{Http.Request.Scheme}://{Http.Request.Host}{Http.Request.PathBase}/v1.0";

    /// <summary>A query option by its name without the dollar sign; OData takes both spellings.</summary>
    public string? Option(string name) =>
        Http.Request.Query.TryGetValue("$" + name, out var value) || Http.Request.Query.TryGetValue(name, out value) ? value.ToString() : null;

    public bool IsEventual => string.Equals(Http.Request.Headers["ConsistencyLevel"].ToString(), "eventual", StringComparison.OrdinalIgnoreCase);

    public bool WantsCount => string.Equals(Option("count"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body as a JSON object, or null where it is none.</summary>
    public JsonObject? Json()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Ends a request with an error from anywhere below its handler.</summary>
public sealed class GraphErrorException(SimAnswer answer) : Exception("The request is answered with an error.")
{
    public SimAnswer Answer { get; } = answer;

    public static GraphErrorException BadRequest(string message, string code = "Request_BadRequest") => new(SimAnswer.Error(400, code, message));
}
