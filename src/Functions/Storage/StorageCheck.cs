using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Seatkeeper.Functions.Storage;

/// <summary>Tells whether tables and blobs answer.</summary>
public sealed class StorageCheck(TableServiceClient tables, BlobServiceClient blobs)
{
    /// <summary>Reads a table and looks at a container.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> FindFaultAsync(CancellationToken cancel)
    {
        try
        {
            await tables.GetTableClient(WorkspaceUsersTable.Name).GetEntityIfExistsAsync<TableEntity>("health", "check", cancellationToken: cancel);
            return await blobs.GetBlobContainerClient(SessionBlobs.Name).ExistsAsync(cancel) ? null : "The blob containers are missing.";
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or HttpRequestException)
        {
            return StorageTrouble.IsAway(e) ? "Storage does not answer." : "Storage refuses the app.";
        }
    }
}
