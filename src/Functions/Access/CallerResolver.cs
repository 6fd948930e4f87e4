using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Access;

/// <summary>
/// Finds out who is calling, from the present state of key, holder and issuer: a key that was revoked, or whose holder or
/// issuer left, stops at once, and a role that was taken is taken from every key.
/// </summary>
public sealed class CallerResolver(ApiKeysTable keys, WorkspaceUsersTable users, TimeProvider clock)
{
    private const string KeyHeader = "X-Api-Key";

    /// <summary>The caller of a request.</summary>
    /// <exception cref="RefusedException">401: there is none.</exception>
    public async Task<Caller> ResolveAsync(HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.Authorization.Count > 0) throw Nobody("Access tokens are not accepted yet; send an API key in X-Api-Key.");
        var sent = request.Headers[KeyHeader];
        if (sent.Count == 0) throw Nobody("No API key was sent in X-Api-Key.");
        if (sent is not [{ } text] || !ApiKeySecret.CanBe(text)) throw Nobody("The API key is not valid.");
        return await ResolveAsync(text, cancel);
    }

    private async Task<Caller> ResolveAsync(string text, CancellationToken cancel)
    {
        var hash = ApiKeySecret.Hash(text);
        var key = await keys.FindAsync(ApiKeySecret.IdOf(hash), cancel);
        // One answer for every key that does not work, so that nobody learns which keys there are.
        if (key is null || !ApiKeySecret.Same(key.Hash, hash) || key.RevokedAt is not null || key.ExpiresAt <= clock.GetUtcNow()) throw Nobody("The API key is not valid.");

        var issuer = await users.FindAsync(key.IssuerId, cancel);
        var holder = key.IsPerson && key.HolderId != key.IssuerId ? await users.FindAsync(key.HolderId, cancel) : issuer;
        if (issuer is not { Active: true } || holder is not { Active: true }) throw Nobody("The API key is not valid.");

        var role = AccessRules.Lesser(key.Role, AccessRules.Lesser(issuer.Role, holder.Role));
        return new(key.HolderId, key.IsPerson ? holder.Name : key.HolderName, role, key.IsPerson, key.IsPerson && key.HolderId == key.IssuerId);
    }

    private static RefusedException Nobody(string detail) => new(RefusalKind.NotAuthenticated, detail);
}
