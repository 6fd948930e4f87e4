using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Seatkeeper.Functions.OpenApi;

/// <summary>Serves the API's document.</summary>
public sealed class GetOpenApi
{
    // Made once, when first asked for: the routes do not change while the process runs.
    private static readonly Lazy<string> document = new(() => ApiDocument.Make().ToJsonString());

    /// <summary>OpenAPI 3.1.</summary>
    [ApiCall("This document")]
    [Function(nameof(GetOpenApi))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/openapi.json")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Text(document.Value, "application/json");
    }
}
