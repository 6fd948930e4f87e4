using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Health;

/// <summary>Tells whether everything that work needs can be reached.</summary>
public sealed class GetReadiness(StorageCheck storage, SecretCheck secrets, BrowserCheck browser, PageMapCheck maps, IOptions<GraphOptions> graph)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    /// <summary>200 where it can, 503 with what is wrong where not. Reasons name no address and no path, because anybody may ask.</summary>
    [ApiCall("Whether storage, secrets and browser can be reached; 503 where not", Answer = typeof(ReadinessResponse), OtherStatus = StatusCodes.Status503ServiceUnavailable)]
    [Function(nameof(GetReadiness))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/health/ready")] HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        var map = maps.FindFaultAsync(limit.Token);
        ReadinessCheck[] checks = await Task.WhenAll(
            LookAsync("storage", storage.FindFaultAsync, limit.Token), LookAsync("secrets", secrets.FindFaultAsync, limit.Token), LookAsync("browser", browser.FindFaultAsync, limit.Token));
        var ready = Array.TrueForAll(checks, check => check.Ok);
        checks = [.. checks, new("directory", Ok: true, HowFollowed(graph.Value)), new("pageMap", Ok: true, await map)];
        return Results.Json(new ReadinessResponse(ready ? "ready" : "notReady", checks), statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string? HowFollowed(GraphOptions options) => options switch
    {
        { IsConnected: false } => "No Microsoft Entra tenant is connected.",
        { HasNotifications: false } => "There is no address for notifications: changes of groups and people are found by looking, every half hour.",
        _ => null,
    };

    private static async Task<ReadinessCheck> LookAsync(string name, Func<CancellationToken, Task<string?>> findFault, CancellationToken cancel)
    {
        try
        {
            var fault = await findFault(cancel);
            return new(name, fault is null, fault);
        }
        catch (OperationCanceledException)
        {
            return new(name, Ok: false, "It did not answer in time.");
        }
    }
}
