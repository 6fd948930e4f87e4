using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Health;

/// <summary>Tells whether everything that work needs can be reached.</summary>
public sealed class GetReadiness(StorageCheck storage, ISecretStore secrets, BrowserCheck browser)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    /// <summary>200 where it can, 503 with what is wrong where not. Reasons name no address and no path, because anybody may ask.</summary>
    [ApiCall("Whether storage, secrets and browser can be reached; 503 where not", Answer = typeof(ReadinessResponse))]
    [Function(nameof(GetReadiness))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/health/ready")] HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        ReadinessCheck[] checks = await Task.WhenAll(
            LookAsync("storage", storage.FindFaultAsync, limit.Token), LookAsync("secrets", FindSecretFaultAsync, limit.Token), LookAsync("browser", browser.FindFaultAsync, limit.Token));
        var ready = Array.TrueForAll(checks, check => check.Ok);
        return Results.Json(new ReadinessResponse(ready ? "ready" : "notReady", checks), statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

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

    private async Task<string?> FindSecretFaultAsync(CancellationToken cancel)
    {
        const string name = "health-check";
        try
        {
            // Anybody may ask, as often as they like, and a vault keeps every version: so it is stored once and then only read.
            if (await secrets.GetAsync(name, cancel) is not null) return null;
            await secrets.SetAsync(name, "stored", cancel);
            return await secrets.GetAsync(name, cancel) is null ? "A secret that was stored is gone." : null;
        }
        catch (AppFailureException)
        {
            return "The secret store cannot be used.";
        }
    }
}
