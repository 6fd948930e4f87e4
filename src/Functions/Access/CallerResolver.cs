using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tokens;

namespace Seatkeeper.Functions.Access;

/// <summary>
/// Finds out who is calling: by an access token, or by a key, from the present state of key, holder and issuer. A key that was revoked, or
/// whose holder or issuer left, stops at once, and a role that was taken is taken from every key.
/// </summary>
public sealed class CallerResolver(ApiKeysTable keys, WorkspaceUsersTable users, EntraCallers tokens, TimeProvider clock)
{
    private const string KeyHeader = "X-Api-Key";
    private const string Scheme = "Bearer ";

    /// <summary>The caller of a request.</summary>
    /// <exception cref="RefusedException">401: there is none. 403: there is one, who has no place here.</exception>
    public async Task<Caller> ResolveAsync(HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sent = request.Headers[KeyHeader];
        if (request.Headers.Authorization is { Count: > 0 } authorization)
            return sent.Count == 0 ? await ByTokenAsync(authorization, cancel) : throw Nobody("Send an API key or an access token, and not both.");
        if (sent.Count == 0) throw Nobody(tokens.AreTaken ? "Neither an API key in X-Api-Key nor an access token was sent." : "No API key was sent in X-Api-Key.");
        if (sent is not [{ } text] || !ApiKeySecret.CanBe(text)) throw Nobody("The API key is not valid.");
        return await ResolveAsync(text, cancel);
    }

    private async Task<Caller> ByTokenAsync(StringValues sent, CancellationToken cancel)
    {
        if (!tokens.AreTaken) throw Nobody("Access tokens are not taken here; send an API key in X-Api-Key.");
        // One answer for every token that is not valid, so that nobody learns why.
        var text = sent is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        return await tokens.FindAsync(text, cancel) ?? throw Nobody("The access token is not valid.");
    }

    private async Task<Caller> ResolveAsync(string text, CancellationToken cancel)
    {
        var hash = ApiKeySecret.Hash(text);
        var key = await keys.FindAsync(ApiKeySecret.IdOf(hash), cancel);
        // One answer for every key that does not work, so that nobody learns which keys there are.
        if (key is null || !ApiKeySecret.Same(key.Hash, hash) || key.RevokedAt is not null || key.ExpiresAt <= clock.GetUtcNow()) throw Nobody("The API key is not valid.");

        var issuer = await users.FindAsync(key.IssuerId, cancel);
        var holder = key.IsPerson && key.HolderId != key.IssuerId ? await users.FindAsync(key.HolderId, cancel) : issuer;
        // Whoever left and is back is so without the keys from before, their own and those that they were shown for others, also where their
        // leaving was cut short before it had revoked them.
        if (issuer is not { Active: true } || holder is not { Active: true } || key.CreatedAt <= holder.LeftAt || key.CreatedAt <= issuer.LeftAt) throw Nobody("The API key is not valid.");

        var role = AccessRules.Lesser(key.Role, AccessRules.Lesser(issuer.Role, holder.Role));
        return new(key.HolderId, key.IsPerson ? holder.Name : key.HolderName, role, key.IsPerson, key.IsPerson && key.HolderId == key.IssuerId);
    }

    private static RefusedException Nobody(string detail) => new(RefusalKind.NotAuthenticated, detail);
}
