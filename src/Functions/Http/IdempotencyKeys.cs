using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Http;

/// <summary>
/// Honours <c>Idempotency-Key</c>. A key becomes an id that is the same for the same caller, route and key; what the call
/// makes is named by that id, so a repeated call finds it there, even after a crash in between. That the body is the same
/// one is held by a keyed hash, because a bare hash of a short body could be guessed.
/// </summary>
public sealed class IdempotencyKeys(IdempotencyKeysTable table, DataKeys keys, TimeProvider clock)
{
    private const string Header = "Idempotency-Key";
    private const string DataKey = "idempotency-key";
    private const int LongestKey = 200;

    // Secrets never decide whether two calls are the same, so that nothing is kept that was made of them.
    private static readonly HashSet<string> secretFields = new(StringComparer.Ordinal) { "password", "totpSecret", "code", "newPassword", "storageState" };

    /// <summary>Claims the call's key.</summary>
    /// <param name="request">The call.</param>
    /// <param name="caller">Who is calling.</param>
    /// <param name="body">What was sent, or null where the call has no body.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>32 hex digits to name by what the call makes, or null where no key was sent.</returns>
    /// <exception cref="RefusedException">The key was used with another body.</exception>
    public async Task<string?> ClaimAsync(HttpRequest request, Caller caller, object? body, CancellationToken cancel)
    {
        if (await SentAsync(request, caller, body, cancel) is not { } sent) return null;
        var known = await table.ClaimAsync(sent.Scope, sent.Key, sent.Digest, clock.GetUtcNow(), cancel);
        return sent.Is(known) ? sent.Id : throw new RefusedException(RefusalKind.IdempotencyKeyReused, $"The {Header} was used with another body.");
    }

    /// <summary>
    /// Looks whether the same call was made before, and claims nothing: what it names may not be there any more, by its own doing or by
    /// somebody else's, and a call that is refused for that leaves its key to the next one.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="caller">Who is calling.</param>
    /// <param name="body">What was sent, or null where the call has no body.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>What the call that was made before claimed; null where no key was sent, or none with this body.</returns>
    public async Task<string?> FindAsync(HttpRequest request, Caller caller, object? body, CancellationToken cancel) =>
        await SentAsync(request, caller, body, cancel) is { } sent && await table.FindAsync(sent.Scope, sent.Key, cancel) is { } known && sent.Is(known) ? sent.Id : null;

    private async Task<SentKey?> SentAsync(HttpRequest request, Caller caller, object? body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(caller);
        var key = request.Headers[Header].ToString();
        if (key.Length == 0) return null;
        if (key.Length > LongestKey || key.Any(c => c is < '!' or > '~')) throw FieldErrors.One(Header, $"must be 1 to {LongestKey} visible ASCII characters.");

        var scope = Hash($"{caller.Id}\n{request.Method}\n{request.Path}");
        return new SentKey(scope, Hash(key), await DigestAsync(request.QueryString.Value, body, cancel), Hash($"{scope}\n{key}")[..32]);
    }

    private async Task<string> DigestAsync(string? query, object? body, CancellationToken cancel)
    {
        var json = JsonSerializer.SerializeToNode(body, ApiJson.Options);
        if (json is not null) DropSecrets(json);
        var text = Encoding.UTF8.GetBytes($"{query}\n{json?.ToJsonString()}");
        return Convert.ToHexStringLower(HMACSHA256.HashData(await keys.GetAsync(DataKey, cancel), text));
    }

    private static void DropSecrets(JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>()) DropSecrets(item);
        }
        else if (node is JsonObject fields)
        {
            foreach (var secret in secretFields) fields.Remove(secret);
            foreach (var field in fields.Select(field => field.Value).OfType<JsonNode>()) DropSecrets(field);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A key as it was sent: whose it is, its hash, the digest of the body, and the id that it becomes.</summary>
    private sealed record SentKey(string Scope, string Key, string Digest, string Id)
    {
        public bool Is(string known) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(known), Encoding.ASCII.GetBytes(Digest));
    }
}
