using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Browser sessions: one blob an account, encrypted with AES-GCM under a key that the secret store holds, because a
/// session is too large for a secret of its own. There is one version at a time; its name is the blob's tag.
/// </summary>
public sealed partial class SessionBlobs(BlobServiceClient service, DataKeys keys, ILogger<SessionBlobs> log)
{
    /// <summary>The container.</summary>
    public const string Name = "sessions";

    /// <summary>The version of an account's session where none is stored.</summary>
    public const string NoVersion = "";

    private const string DataKey = "sessions";
    private const string OriginField = "signedIn";
    private const byte Format = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly BlobContainerClient container = service.GetBlobContainerClient(Name);

    /// <summary>The stored session, or null where there is none that can be used.</summary>
    public async Task<StoredSession?> LoadAsync(string accountId, CancellationToken cancel) => (await LookAsync(accountId, cancel)).Session;

    /// <summary>The stored session, or null where there is none that can be used, and the version of what is there, which a new one is to replace.</summary>
    public async Task<(StoredSession? Session, string Version)> LookAsync(string accountId, CancellationToken cancel)
    {
        var version = NoVersion;
        try
        {
            var key = await keys.GetAsync(DataKey, cancel);
            var blob = await container.GetBlobClient(accountId).DownloadContentAsync(cancel);
            version = blob.Value.Details.ETag.ToString();
            var state = Decrypt(accountId, blob.Value.Content.ToMemory().Span, key);
            return (Read(version, state), version);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (null, version);
        }
        catch (CryptographicException e)
        {
            // Signing in again makes another one; a session that does not open is as good as none.
            SessionDoesNotOpen(log, accountId, e);
            return (null, version);
        }
    }

    /// <summary>Stores a session in place of the one that the caller knows.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="session">The session.</param>
    /// <param name="replaces">The version that is replaced, <see cref="NoVersion"/> where the caller saw none; null where whatever is there is replaced, as a person wishes who uploads one.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="AppFailureException"><c>ConcurrentChange</c>: another session was stored meanwhile.</exception>
    public async Task<string> SaveAsync(string accountId, SessionToStore session, string? replaces, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        var content = Encrypt(accountId, Written(session), await keys.GetAsync(DataKey, cancel));
        var conditions = replaces switch
        {
            null => null,
            NoVersion => new BlobRequestConditions { IfNoneMatch = ETag.All },
            _ => new BlobRequestConditions { IfMatch = new ETag(replaces) },
        };
        try
        {
            var answer = await container.GetBlobClient(accountId).UploadAsync(new BinaryData(content), new BlobUploadOptions { Conditions = conditions }, cancel);
            return answer.Value.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            throw new AppFailureException(new Failure(FailureKind.ConcurrentChange, FailurePhase.Login, Detail: "Another session was stored meanwhile."), e);
        }
    }

    /// <summary>Forgets a session.</summary>
    public async Task DeleteAsync(string accountId, CancellationToken cancel) => await container.GetBlobClient(accountId).DeleteIfExistsAsync(cancellationToken: cancel);

    // Beside cookies and origins, where a browser that is given the state passes over it.
    private static string Written(SessionToStore session)
    {
        if (session.Origin is null) return session.StorageState;
        var state = JsonNode.Parse(session.StorageState)?.AsObject() ?? [];
        state[OriginField] = JsonSerializer.SerializeToNode(session.Origin, JsonSerializerOptions.Web);
        return state.ToJsonString();
    }

    private static StoredSession Read(string version, string written)
    {
        if (JsonNode.Parse(written) is not JsonObject state || !state.Remove(OriginField, out var origin)) return new StoredSession(version, written);
        return new StoredSession(version, state.ToJsonString(), origin.Deserialize<SessionOrigin>(JsonSerializerOptions.Web));
    }

    private static byte[] Encrypt(string accountId, string written, byte[] key)
    {
        var plain = Encoding.UTF8.GetBytes(written);
        var sealedBytes = new byte[1 + NonceSize + TagSize + plain.Length];
        sealedBytes[0] = Format;
        var nonce = sealedBytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(1 + NonceSize + TagSize), sealedBytes.AsSpan(1 + NonceSize, TagSize), Bound(accountId));
        return sealedBytes;
    }

    private static string Decrypt(string accountId, ReadOnlySpan<byte> sealedBytes, byte[] key)
    {
        if (sealedBytes.Length < 1 + NonceSize + TagSize || sealedBytes[0] != Format) throw new CryptographicException("Not a session of this format.");
        var plain = new byte[sealedBytes.Length - 1 - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedBytes.Slice(1, NonceSize), sealedBytes[(1 + NonceSize + TagSize)..], sealedBytes.Slice(1 + NonceSize, TagSize), plain, Bound(accountId));
        return Encoding.UTF8.GetString(plain);
    }

    // Bound to its account: one account's blob, copied over another's, does not open.
    private static byte[] Bound(string accountId) => Encoding.UTF8.GetBytes($"session\n{accountId}");

    [LoggerMessage(LogLevel.Warning, "The stored session of account {AccountId} does not open; it is ignored")]
    private static partial void SessionDoesNotOpen(ILogger log, string accountId, Exception e);
}

/// <summary>A session as it is to be kept.</summary>
/// <param name="StorageState">Playwright storage state as JSON; a secret.</param>
/// <param name="Origin">What it was made in, where that binds later runs; else null.</param>
public sealed record SessionToStore(string StorageState, SessionOrigin? Origin = null)
{
    /// <inheritdoc />
    public override string ToString() => nameof(SessionToStore);
}
