using Azure;
using Azure.Storage.Blobs;
using LocalHost.Settings;

namespace LocalHost.Timers;

/// <summary>Keeps each timer's status in the blob where the real host keeps it.</summary>
internal sealed partial class ScheduleStore(HostedApp app, TimeProvider clock, ILogger<ScheduleStore> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lazy<BlobContainerClient> container = new(() => Open(app));

    /// <summary>The status, or null when none was kept or it is unreadable. Waits for a storage that does not answer: without the status a missed run would be lost.</summary>
    public async Task<ScheduleStatus?> ReadAsync(string function, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await TryReadAsync(function, cancel);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                LogNotRead(log, function, e.Message);
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }

    /// <summary>Writes the status. A storage that does not answer costs the record, never the schedule.</summary>
    public async Task WriteAsync(string function, ScheduleStatus status, CancellationToken cancel)
    {
        try
        {
            await container.Value.CreateIfNotExistsAsync(cancellationToken: cancel);
            await Blob(function).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, cancel);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            LogNotWritten(log, function, e.Message);
        }
    }

    private async Task<ScheduleStatus?> TryReadAsync(string function, CancellationToken cancel)
    {
        try
        {
            var content = await Blob(function).DownloadContentAsync(cancel);
            return content.Value.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (System.Text.Json.JsonException e)
        {
            LogUnreadable(log, function, e.Message);
            return null;
        }
    }

    // A status that is not there yet is no news: without this the SDK logs each as a warning.
    private static BlobContainerClient Open(HostedApp app) =>
        new(app.Storage, "azure-webjobs-hosts", new BlobClientOptions { Diagnostics = { IsLoggingEnabled = false } });

    private BlobClient Blob(string function) => container.Value.GetBlobClient($"timers/{app.HostId}/Host.Functions.{function}/status");

    [LoggerMessage(LogLevel.Warning, "The status kept for the timer {Function} is unreadable and is begun anew: {Error}")]
    private static partial void LogUnreadable(ILogger logger, string function, string error);

    [LoggerMessage(LogLevel.Warning, "The status of the timer {Function} could not be read, and is asked for again: {Error}")]
    private static partial void LogNotRead(ILogger logger, string function, string error);

    [LoggerMessage(LogLevel.Warning, "The status of the timer {Function} could not be written: {Error}")]
    private static partial void LogNotWritten(ILogger logger, string function, string error);
}
