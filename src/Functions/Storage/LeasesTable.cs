using System.Net;
using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Who may write to one workspace of an app right now. One row for each (partition: app, row key: workspace id, encoded);
/// every new holder raises the token, so that whoever holds an older one can be told apart.
/// </summary>
public sealed class LeasesTable(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Leases";

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>Takes the lease where nobody holds it.</summary>
    /// <param name="key">What is leased.</param>
    /// <param name="holder">Who asks, for people who look at the row.</param>
    /// <param name="duration">How long it holds unless renewed.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The lease, or until when somebody else holds it.</returns>
    public async Task<LeaseAnswer> AcquireAsync(LeaseKey key, string holder, TimeSpan duration, CancellationToken cancel)
    {
        var row = await FindAsync(key, cancel);
        var now = clock.GetUtcNow();
        // One that seems to hold longer than any does is of a clock that is wrong, ours or the holder's: it is left alone, and looked at again soon.
        if (row is not null && row.ExpiresAt > now)
            return new LeaseAnswer(null, row.ExpiresAt < now + duration ? row.ExpiresAt : now + duration);

        var next = new LeaseRow { PartitionKey = key.App, RowKey = RowText.Key(key.Workspace), Holder = holder, Token = (row?.Token ?? 0) + 1, ExpiresAt = now + duration };
        var stored = row is null ? await TryAsync(() => table.AddEntityAsync(next, cancel)) : await TryAsync(() => table.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancel));
        return stored is { } etag ? new LeaseAnswer(new Lease(key, holder, next.Token, next.ExpiresAt, etag), next.ExpiresAt) : new LeaseAnswer(null, now + duration);
    }

    /// <summary>Extends the lease.</summary>
    /// <returns>The lease as it is now, or null where somebody else took it.</returns>
    public Task<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancel) => ExtendAsync(lease, clock.GetUtcNow() + duration, cancel);

    /// <summary>Gives the lease back, where it is still held. It is free from then on whatever any clock says.</summary>
    public Task ReleaseAsync(Lease lease, CancellationToken cancel) => ExtendAsync(lease, DateTimeOffset.UnixEpoch, cancel);

    /// <summary>Whether the row still names this lease's token.</summary>
    public async Task<bool> IsHeldAsync(Lease lease, CancellationToken cancel) =>
        await FindAsync(lease.Key, cancel) is { } row && row.Token == lease.Token && row.ExpiresAt > clock.GetUtcNow();

    private async Task<Lease?> ExtendAsync(Lease lease, DateTimeOffset until, CancellationToken cancel)
    {
        var row = new LeaseRow { PartitionKey = lease.Key.App, RowKey = RowText.Key(lease.Key.Workspace), Holder = lease.Holder, Token = lease.Token, ExpiresAt = until };
        var etag = await TryAsync(() => table.UpdateEntityAsync(row, new ETag(lease.ETag), TableUpdateMode.Replace, cancel));
        return etag is null ? null : lease with { ExpiresAt = until, ETag = etag };
    }

    private async Task<LeaseRow?> FindAsync(LeaseKey key, CancellationToken cancel)
    {
        var found = await table.GetEntityIfExistsAsync<LeaseRow>(key.App, RowText.Key(key.Workspace), cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    private static async Task<string?> TryAsync(Func<Task<Response>> write)
    {
        try
        {
            return (await write()).Headers.ETag?.ToString();
        }
        catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}

/// <summary>What is leased: one workspace of one app, or before it is known, the account that will open it.</summary>
public sealed record LeaseKey(string App, string Workspace);

/// <summary>A lease that was acquired.</summary>
public sealed record Lease(LeaseKey Key, string Holder, long Token, DateTimeOffset ExpiresAt, string ETag);

/// <summary>The lease, or null and until when somebody else holds it.</summary>
public sealed record LeaseAnswer(Lease? Lease, DateTimeOffset Until);

/// <summary>A lease as the table holds it.</summary>
internal sealed class LeaseRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string Holder { get; set; } = "";
    public long Token { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}
