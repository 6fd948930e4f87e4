using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>Which idempotency keys were used with which body. Partition: hash of caller and route; row: hash of the key.</summary>
public sealed class IdempotencyKeysTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "IdempotencyKeys";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Notes a key, unless it is known.</summary>
    /// <returns>The digest that the key was first used with.</returns>
    public async Task<string> ClaimAsync(string scope, string key, string digest, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(new KeyRow { PartitionKey = scope, RowKey = key, Digest = digest, UsedAt = now }, cancel);
            return digest;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return (await table.FindAsync<KeyRow>(scope, key, cancel))?.Digest ?? throw new InvalidOperationException("A key that was there is gone.", e);
        }
    }

    /// <summary>The digest that a key was first used with; null where nobody used it.</summary>
    public async Task<string?> FindAsync(string scope, string key, CancellationToken cancel) => (await table.FindAsync<KeyRow>(scope, key, cancel))?.Digest;

    private sealed class KeyRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Digest { get; set; } = "";
        public DateTimeOffset UsedAt { get; set; }
    }
}
