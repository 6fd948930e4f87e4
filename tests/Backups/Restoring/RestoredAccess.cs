using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// Keys and tokens that were good when the backup was made. One of them may have been revoked since because it leaked, or belong to somebody
/// who left, and nothing in a restored account knows of it: so all are revoked, and those who need one make another. The activity tells of it
/// as where a person revokes them: of a key, what is to be told is kept in its row until the app has told it.
/// </summary>
internal sealed class RestoredAccess(ApiKeysTable keys, ScimConnectionsTable connections, ActivityTable activity, TimeProvider clock)
{
    /// <summary>What was revoked, by the names that people gave.</summary>
    public async Task<IReadOnlyList<string>> RevokeAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var revoked = new List<string>();
        var entries = new List<ActivityEntry>();
        foreach (var key in (await keys.ListAsync(cancel)).Where(key => key.RevokedAt is null && key.ExpiresAt > now))
        {
            var told = ActivityEntry.Of(StartDailyCheck.Seatkeeper, now, "apiKeyRevoked") with { Target = key.HolderName, UserId = key.IsPerson ? key.HolderId : null, Before = key.Name };
            await keys.RevokeAsync(key.Id, now, told, cancel);
            revoked.Add($"The API key {key.Name} of {key.HolderName}");
        }

        foreach (var connection in (await connections.ListAsync(cancel)).Where(connection => connection.IsLive(now)))
        {
            await connections.RevokeAsync(connection.Id, now, cancel);
            entries.Add(ActivityEntry.Of(StartDailyCheck.Seatkeeper, now, "scimConnectionRevoked") with { Target = connection.Name, Before = connection.Id });
            revoked.Add($"The SCIM connection {connection.Name}");
        }

        // Once nobody has access any more: whatever goes wrong with the telling leaves no token good.
        await activity.AppendAsync(null, entries, cancel);
        return revoked;
    }
}
