using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Seatkeeper.Connectors;

namespace Seatkeeper.Functions.Storage;

/// <summary>Tells whether tables and blobs answer. Anybody may ask, so one answer is everybody's for some seconds.</summary>
public sealed class StorageCheck(TableServiceClient tables, BlobServiceClient blobs, TimeProvider clock)
{
    private static readonly TimeSpan holdsFor = TimeSpan.FromSeconds(5);

    private readonly OneLook look = new(() => LookAsync(tables, blobs), holdsFor, holdsFor, clock);

    /// <summary>Reads a table and looks at a container.</summary>
    /// <returns>What is wrong, or null.</returns>
    public Task<string?> FindFaultAsync(CancellationToken cancel) => look.FindFaultAsync(cancel);

    private static async Task<string?> LookAsync(TableServiceClient tables, BlobServiceClient blobs)
    {
        try
        {
            await tables.GetTableClient(WorkspaceUsersTable.Name).GetEntityIfExistsAsync<TableEntity>("health", "check");
            return await blobs.GetBlobContainerClient(SessionBlobs.Name).ExistsAsync() ? null : "The blob containers are missing.";
        }
        catch (AuthenticationFailedException)
        {
            return "No token for storage could be had.";
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or HttpRequestException)
        {
            return StorageTrouble.IsAway(e) ? "Storage does not answer." : "Storage refuses the app.";
        }
    }
}
