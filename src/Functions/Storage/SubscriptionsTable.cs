using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>A subscription to notifications of Microsoft Graph. What its notifications have to bring along is kept as a hash alone.</summary>
/// <param name="Hash">SHA-256 of the client state, in hex.</param>
/// <param name="Resource"><c>groups</c> or <c>users</c>.</param>
/// <param name="Webhook">Where its notifications go.</param>
/// <param name="CreatedAt">When it was made, or was about to be.</param>
public sealed record GraphSubscription(string Hash, string Resource, string Webhook, DateTimeOffset CreatedAt)
{
    /// <summary>Graph's id of it; null before Graph told it. Notifications may come before that.</summary>
    public string? Id { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When its last notification was taken.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>The row's version; default for one that is new.</summary>
    public ETag Tag { get; init; }
}

/// <summary>Subscriptions. One partition, they are few; row: the hash of the client state, because the row is there before Graph gives an id.</summary>
public sealed class SubscriptionsTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Subscriptions";

    private const string Partition = "subscription";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<GraphSubscription>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(Read)];

    /// <summary>Writes one, whatever was there.</summary>
    public Task PutAsync(GraphSubscription one, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(one);
        return table.UpsertEntityAsync(new TableEntity(Partition, one.Hash)
        {
            ["Resource"] = one.Resource,
            ["Webhook"] = one.Webhook,
            ["CreatedAt"] = one.CreatedAt,
            ["SubscriptionId"] = one.Id,
            ["ExpiresAt"] = one.ExpiresAt,
            ["HeardAt"] = one.HeardAt,
        }, TableUpdateMode.Replace, cancel);
    }

    /// <summary>Notes that a notification came; of one that is gone nothing.</summary>
    public Task HeardAsync(GraphSubscription one, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(one);
        return MergeAsync(new TableEntity(Partition, one.Hash) { ["HeardAt"] = at }, cancel);
    }

    /// <summary>Notes what Graph told of one that was made or renewed, and nothing else: a notification may have come meanwhile. Of one that is gone nothing.</summary>
    public Task ToldAsync(GraphSubscription one, string id, DateTimeOffset? expiresAt, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(one);
        return MergeAsync(new TableEntity(Partition, one.Hash) { ["SubscriptionId"] = id, ["ExpiresAt"] = expiresAt }, cancel);
    }

    private async Task MergeAsync(TableEntity said, CancellationToken cancel)
    {
        try
        {
            await table.UpdateEntityAsync(said, ETag.All, TableUpdateMode.Merge, cancel);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // It was given up meanwhile.
        }
    }

    /// <summary>Forgets one.</summary>
    public Task DeleteAsync(GraphSubscription one, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(one);
        return table.DeleteEntityAsync(Partition, one.Hash, ETag.All, cancel);
    }

    private static GraphSubscription Read(TableEntity row) => new(row.RowKey, row.GetString("Resource"), row.GetString("Webhook"), row.GetDateTimeOffset("CreatedAt") ?? default)
    {
        Id = row.GetString("SubscriptionId"),
        ExpiresAt = row.GetDateTimeOffset("ExpiresAt"),
        HeardAt = row.GetDateTimeOffset("HeardAt"),
        Tag = row.ETag,
    };
}
