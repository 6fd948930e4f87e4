using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Seatkeeper.Functions.Health;

/// <summary>Answers as soon as the process is up.</summary>
public sealed class GetLiveness
{
    /// <summary>200 while the process runs.</summary>
    [Function(nameof(GetLiveness))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/health/live")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Ok(new { status = "live" });
    }
}
