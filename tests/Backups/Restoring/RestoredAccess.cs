using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// Keys and tokens that were good when the backup was made. One of them may have been revoked since because it leaked, or belong to somebody
/// who left, and nothing in a restored account knows of it: so all are revoked, and those who need one make another.
/// </summary>
internal sealed class RestoredAccess(ApiKeysTable keys, ScimConnectionsTable connections, TimeProvider clock)
{
    /// <summary>What was revoked, by the names that people gave.</summary>
    public async Task<IReadOnlyList<string>> RevokeAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var revoked = new List<string>();
        foreach (var key in (await keys.ListAsync(cancel)).Where(key => key.RevokedAt is null && key.ExpiresAt > now))
        {
            await keys.RevokeAsync(key.Id, now, cancel);
            revoked.Add($"The API key {key.Name} of {key.HolderName}");
        }

        foreach (var connection in (await connections.ListAsync(cancel)).Where(connection => connection.IsLive(now)))
        {
            await connections.RevokeAsync(connection.Id, now, cancel);
            revoked.Add($"The SCIM connection {connection.Name}");
        }

        return revoked;
    }
}
