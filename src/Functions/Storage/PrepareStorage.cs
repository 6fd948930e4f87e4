using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Makes what is missing of tables and containers before the first function runs, and waits while storage is away:
/// a host that starts together with its storage must not fail because it was a second faster.
/// </summary>
internal sealed partial class PrepareStorage(
    TableServiceClient tables, BlobServiceClient blobs, IEnumerable<StoredTable> storedTables, IEnumerable<StoredContainer> containers, ILogger<PrepareStorage> log)
    : IHostedLifecycleService
{
    private static readonly TimeSpan betweenTries = TimeSpan.FromSeconds(2);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        while (!await TryPrepareAsync(cancellationToken)) await Task.Delay(betweenTries, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> TryPrepareAsync(CancellationToken cancel)
    {
        try
        {
            await Task.WhenAll(storedTables.Select(table => tables.CreateTableIfNotExistsAsync(table.Name, cancel))
                .Concat(containers.Select(container => (Task)blobs.GetBlobContainerClient(container.Name).CreateIfNotExistsAsync(cancellationToken: cancel))));
            return true;
        }
        catch (Exception e) when (StorageTrouble.IsAway(e))
        {
            WaitsForStorage(log, tables.Uri.GetLeftPart(UriPartial.Authority), e.GetBaseException().Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Storage at {Address} does not answer yet; waiting for it. {Reason}")]
    private static partial void WaitsForStorage(ILogger log, string address, string reason);
}

/// <summary>Tells storage that is away from storage that says no.</summary>
internal static class StorageTrouble
{
    /// <summary>What the client says of a try that it cancelled by itself; whoever else cancels says nothing of it.</summary>
    public const string TimedOut = "exceeded the configured timeout";

    /// <summary>True where storage said no, or nothing.</summary>
    public static bool Is(Exception e) => e is RequestFailedException || IsAway(e);

    /// <summary>True where no answer came, or one that says "later"; so where the identity's own endpoint gave no token, as it does for seconds now and then.</summary>
    public static bool IsAway(Exception e) => e switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        // Once its own tries are used up, the client tells what each came to; one that got no answer in time was cancelled by the client itself.
        AggregateException many => many.InnerExceptions.All(inner => inner is OperationCanceledException or IOException || IsAway(inner)),
        TaskCanceledException hung => hung.Message.Contains(TimedOut, StringComparison.Ordinal),
        HttpRequestException or AuthenticationFailedException => true,
        _ => false,
    };
}
