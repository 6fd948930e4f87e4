using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Seatkeeper.Connectors.PageMaps;

namespace Seatkeeper.Functions.Storage;

/// <summary>An operator's page map in a blob of the app's own storage; it is downloaded only where it changed.</summary>
internal sealed class PageMapBlob(BlobClient blob) : IPageMapPlace
{
    // A page map has some fifty thousand.
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);
    private ETag? read;

    public string Name { get; } = $"{blob.BlobContainerName}/{blob.Name}";

    public TimeSpan LookEvery => TimeSpan.FromMinutes(1);

    public async Task<string?> ReadAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            return await DownloadAsync(limit.Token);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new FileNotFoundException("there is no such blob", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new IOException("storage did not answer in time", e);
        }
        catch (Exception e) when (StorageTrouble.IsAway(e))
        {
            throw new IOException("storage cannot be reached", e);
        }
        catch (RequestFailedException e)
        {
            throw new IOException($"storage says no ({e.Status} {e.ErrorCode})", e);
        }
    }

    private async Task<string?> DownloadAsync(CancellationToken cancel)
    {
        var conditions = read is null ? null : new BlobRequestConditions { IfNoneMatch = read };
        var answer = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Conditions = conditions }, cancel);
        if (answer.GetRawResponse().Status == 304) return null;

        using var content = answer.Value;
        if (content.Details.ContentLength > MostBytes) throw new IOException("it is larger than a page map can be");
        using var reader = new StreamReader(content.Content, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancel);
        read = content.Details.ETag;
        return text;
    }
}
