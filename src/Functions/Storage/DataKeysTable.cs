using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>Which secret holds which data key, so that all instances use the same one. One partition; row: the key's name.</summary>
public sealed class DataKeysTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "DataKeys";

    private const string Partition = "key";
    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>The name of the secret that holds a key, or null where there is none yet.</summary>
    public async Task<string?> FindAsync(string key, CancellationToken cancel) => (await table.FindAsync<KeyRow>(Partition, key, cancel))?.Secret;

    /// <summary>Names a secret that holds a key, unless another instance was first.</summary>
    /// <returns>The secret's name that stands.</returns>
    public async Task<string> ClaimAsync(string key, string secret, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(new KeyRow { PartitionKey = Partition, RowKey = key, Secret = secret }, cancel);
            return secret;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await FindAsync(key, cancel) ?? throw new InvalidOperationException("A data key that was there is gone.", e);
        }
    }

    private sealed class KeyRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Secret { get; set; } = "";
    }
}
