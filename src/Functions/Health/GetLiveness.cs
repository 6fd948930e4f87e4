using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Health;

/// <summary>Answers as soon as the process is up.</summary>
public sealed class GetLiveness
{
    /// <summary>200 while the process runs.</summary>
    [ApiCall("Whether the process is up", Answer = typeof(LivenessResponse))]
    [Function(nameof(GetLiveness))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/health/live")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Ok(new LivenessResponse("live"));
    }
}
