using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Seatkeeper.Connectors;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// What steps looked like, by task: `{task}/{number}.json` tells step, address and accessibility tree, `{task}/{number}.png`
/// is the picture. The connector masks secrets before anything comes here, and never comes from sign-in pages.
/// </summary>
public sealed class EvidenceBlobs(BlobServiceClient service, TimeProvider clock)
{
    /// <summary>The container's name.</summary>
    public const string Container = "evidence";

    private const string TakenAt = "takenAt";
    private const int MostRemembered = 1_000;

    private readonly BlobContainerClient container = service.GetBlobContainerClient(Container);

    // Only saves the search for a free number; whoever gets a number is decided by the blob.
    private readonly ConcurrentDictionary<string, int> last = new(StringComparer.Ordinal);

    /// <summary>Saves evidence under the task's next number.</summary>
    /// <returns>The number, and the digest of the document; that holds the picture's.</returns>
    public async Task<KeptEvidence> SaveAsync(string taskId, Evidence evidence, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var picture = evidence.Screenshot is { } shot ? Digest(shot) : null;
        var saved = new SavedEvidence(evidence.Step, evidence.PageAddress, clock.GetUtcNow(), evidence.AccessibilityTree, evidence.Screenshot is not null, picture);
        var json = BinaryData.FromObjectAsJson(saved, JsonSerializerOptions.Web);
        for (var number = await LastAsync(taskId, cancel) + 1; ; number++)
        {
            try
            {
                await container.GetBlobClient($"{taskId}/{number}.json").UploadAsync(json, New("application/json", saved), cancel);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                continue;
            }
            if (evidence.Screenshot is not null)
                await container.GetBlobClient($"{taskId}/{number}.png").UploadAsync(new BinaryData(evidence.Screenshot), New("image/png", saved), cancel);
            last[taskId] = number;
            return new KeptEvidence(number.ToString(CultureInfo.InvariantCulture), evidence.Step, Digest(json));
        }
    }

    /// <summary>One piece of evidence, or null where there is none, or no longer. Its digest is that of the document as it is now.</summary>
    public async Task<SavedEvidence?> FindAsync(string taskId, int number, CancellationToken cancel) =>
        await DownloadAsync($"{taskId}/{number}.json", cancel) is { } json && json.ToObjectFromJson<SavedEvidence>(JsonSerializerOptions.Web) is { } saved
            ? saved with { Sha256 = Digest(json) }
            : null;

    /// <summary>Its picture as PNG, or null where there is none, or no longer.</summary>
    public async Task<BinaryData?> FindScreenshotAsync(string taskId, int number, CancellationToken cancel) =>
        await DownloadAsync($"{taskId}/{number}.png", cancel);

    /// <summary>Deletes what is older than a time, some pages at a time.</summary>
    /// <param name="olderThan">What was saved before it goes.</param>
    /// <param name="continuation">Where the last call stopped, or null to begin.</param>
    /// <param name="pages">How many pages of blobs to look at.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>How many were deleted, and where to go on; null at the end.</returns>
    public async Task<(int Deleted, string? Continuation)> PurgeAsync(DateTimeOffset olderThan, string? continuation, int pages, CancellationToken cancel)
    {
        var deleted = 0;
        var seen = 0;
        await foreach (var page in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix: null, cancel).AsPages(continuation, 500))
        {
            foreach (var blob in page.Values.Where(blob => IsOlder(blob, olderThan)))
            {
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancel);
                deleted++;
            }
            continuation = string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken;
            if (++seen == pages)
                break;
        }
        return (deleted, continuation);
    }

    private async Task<int> LastAsync(string taskId, CancellationToken cancel)
    {
        if (last.TryGetValue(taskId, out var known))
            return known;
        if (last.Count >= MostRemembered)
            last.Clear();
        var most = 0;
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{taskId}/", cancel))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(blob.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                most = Math.Max(most, number);
        }
        return most;
    }

    private static string Digest(BinaryData content) => Digest(content.ToArray());

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    // What was restored from a backup is as old as it was, and not as its blob.
    private static bool IsOlder(BlobItem blob, DateTimeOffset than) =>
        (blob.Metadata is { } told && told.TryGetValue(TakenAt, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var taken)
            ? taken
            : blob.Properties.CreatedOn) < than;

    private static BlobUploadOptions New(string contentType, SavedEvidence saved) => new()
    {
        Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["step"] = Uri.EscapeDataString(saved.Step), [TakenAt] = saved.TakenAt.ToString("O", CultureInfo.InvariantCulture) },
    };

    private async Task<BinaryData?> DownloadAsync(string name, CancellationToken cancel)
    {
        try
        {
            return (await container.GetBlobClient(name).DownloadContentAsync(cancel)).Value.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}

/// <summary>Evidence as it was saved, with the digest of its picture; and of the document itself, which is never in it.</summary>
public sealed record SavedEvidence(string Step, string PageAddress, DateTimeOffset TakenAt, string? AccessibilityTree, bool HasScreenshot, string? ScreenshotSha256 = null)
{
    /// <summary>SHA-256 in hex of the document as it was read.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";
}
