using Azure.Data.Tables;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// Rows that name the secrets of data keys. Such a key may have been changed since the backup because the vault had been read: its secret is
/// deleted, and the restored row would name it again, so that the app would ask for the old key or for none. Without the row it makes a
/// new one. Sessions are in no backup, so nothing is lost by it; only a call that is repeated over a restore with its idempotency key is refused.
/// </summary>
internal sealed class RestoredDataKeys(TableServiceClient tables)
{
    /// <summary>Deletes every row.</summary>
    public async Task ForgetAsync(CancellationToken cancel)
    {
        var table = tables.GetTableClient(DataKeysTable.Name);
        await foreach (var row in table.QueryAsync<TableEntity>(select: [nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey)], cancellationToken: cancel))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
    }
}
