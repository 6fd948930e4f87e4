using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// What a check is too large to keep in its history: snapshots, plans, questions for approval, reports. Each is written once under
/// the digest of its content, so that a reference names exactly one text and writing again is harmless. The next step often runs in
/// the same process: what is still in memory then need not be fetched and read again.
/// </summary>
public sealed class CheckBlobs(BlobServiceClient blobs)
{
    /// <summary>The container's name.</summary>
    public const string Name = "checks";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private const int MostRemembered = 64;

    private readonly BlobContainerClient container = blobs.GetBlobContainerClient(Name);
    private readonly ConcurrentDictionary<string, WeakReference<object>> remembered = new(StringComparer.Ordinal);

    /// <summary>Writes a value.</summary>
    /// <param name="hubId">The hub that it belongs to.</param>
    /// <param name="kind">What it is: <c>snapshot</c>, <c>plan</c>, <c>approval</c>, <c>report</c>.</param>
    /// <param name="value">The value; never with a secret in it.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Its reference.</returns>
    public async Task<string> WriteAsync<T>(string hubId, string kind, T value, CancellationToken cancel) where T : class
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, Json);
        var name = $"{hubId}/{kind}/{Convert.ToHexStringLower(SHA256.HashData(json))}.json.gz";
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(json, cancel);
        packed.Position = 0;
        await container.GetBlobClient(name).UploadAsync(packed, overwrite: true, cancel);
        Remember(name, value);
        return name;
    }

    /// <summary>Reads a value back, and holds it against the digest in its name.</summary>
    /// <exception cref="InvalidDataException">The blob is not what was written.</exception>
    public async Task<T> ReadAsync<T>(string reference, CancellationToken cancel) where T : class
    {
        if (remembered.TryGetValue(reference, out var weak) && weak.TryGetTarget(out var known) && known is T same)
            return same;
        using BlobDownloadStreamingResult blob = await container.GetBlobClient(reference).DownloadStreamingAsync(cancellationToken: cancel);
        await using var gzip = new GZipStream(blob.Content, CompressionMode.Decompress);
        using var json = new MemoryStream();
        await gzip.CopyToAsync(json, cancel);
        var content = json.GetBuffer().AsSpan(0, (int)json.Length);
        if (!reference.Contains(Convert.ToHexStringLower(SHA256.HashData(content)), StringComparison.Ordinal))
            throw new InvalidDataException($"The blob {reference} is not what was written under that name.");
        var value = JsonSerializer.Deserialize<T>(content, Json) ?? throw new InvalidDataException($"The blob {reference} is empty.");
        Remember(reference, value);
        return value;
    }

    // Held weakly: thousands of members stay only as long as there is room for them.
    private void Remember(string reference, object value)
    {
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        remembered[reference] = new WeakReference<object>(value);
    }
}
