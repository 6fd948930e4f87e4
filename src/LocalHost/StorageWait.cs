using System.Net.Sockets;
using Azure;
using Azure.Storage.Blobs;
using LocalHost.Settings;

namespace LocalHost;

/// <summary>Waits until the app's storage answers, and says what it waits for.</summary>
internal sealed partial class StorageWait(HostedApp app, TimeProvider clock, ILogger<StorageWait> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenReminders = TimeSpan.FromSeconds(10);

    public async Task UntilThereAsync(CancellationToken cancel)
    {
        var storage = Open();
        DateTimeOffset? told = null;
        while (!await AnswersAsync(storage, cancel))
        {
            var now = clock.GetUtcNow();
            if (told is null || now - told > BetweenReminders)
            {
                LogWaiting(log, storage.Uri.GetLeftPart(UriPartial.Authority));
                told = now;
            }

            await Task.Delay(Pause, clock, cancel);
        }

        if (told is not null)
            LogThere(log);
    }

    private BlobServiceClient Open()
    {
        if (string.IsNullOrEmpty(app.Storage))
            throw new RefusalException("The setting AzureWebJobsStorage is missing (environment, or Values of local.settings.json): timers and durable functions need storage, such as Azurite's UseDevelopmentStorage=true.");
        try
        {
            var options = new BlobClientOptions { Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(5) } };
            return new BlobServiceClient(app.Storage, options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new RefusalException("The setting AzureWebJobsStorage is not a storage connection string.", e);
        }
    }

    private static async Task<bool> AnswersAsync(BlobServiceClient storage, CancellationToken cancel)
    {
        try
        {
            await storage.GetPropertiesAsync(cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            throw new RefusalException($"The storage at {storage.Uri.GetLeftPart(UriPartial.Authority)} (setting AzureWebJobsStorage) refuses this account or key: {e.ErrorCode}.", e);
        }
        catch (Exception e) when (e is RequestFailedException or SocketException or TaskCanceledException or AggregateException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The storage at {Address} (setting AzureWebJobsStorage) does not answer; waiting for it")]
    private static partial void LogWaiting(ILogger logger, string address);

    [LoggerMessage(LogLevel.Information, "The storage answers")]
    private static partial void LogThere(ILogger logger);
}
