using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>Somebody who left or is back, of whom not every hub was told.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="StoredAt">When that was stored, by the storage's clock.</param>
/// <param name="Tag">Its version: whoever changes the person meanwhile makes another one.</param>
public sealed record UntoldPerson(string PersonId, DateTimeOffset? StoredAt, ETag Tag);

/// <summary>
/// Of whom hubs are still to be told: rows beside the people (<c>~t</c>), written in one transaction with the change, and deleted once it
/// was told. They are rows of their own, so that the person's version stays what it was.
/// </summary>
public sealed class UntoldPeopleTable(TableServiceClient service)
{
    private readonly TableClient table = service.GetTableClient(WorkspaceUsersTable.Name);

    /// <summary>That somebody is untold, or null.</summary>
    public async Task<UntoldPerson?> FindAsync(string personId, CancellationToken cancel) =>
        await table.FindAsync<TableEntity>(WorkspaceUserRow.Partition, WorkspaceUserKeys.OfUntold(personId), cancel) is { } row ? Untold(row) : null;

    /// <summary>Everybody who is untold.</summary>
    public async Task<IReadOnlyList<UntoldPerson>> ListAsync(CancellationToken cancel)
    {
        var (first, end) = WorkspaceUserKeys.OfAllUntold;
        return [.. (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {WorkspaceUserRow.Partition} and RowKey ge {first} and RowKey lt {end}"), cancel)).Select(Untold)];
    }

    /// <summary>Hubs were told of them; where the person was changed again since, they are to be told once more.</summary>
    public async Task ForgetAsync(UntoldPerson told, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(told);
        try
        {
            await table.DeleteEntityAsync(WorkspaceUserRow.Partition, WorkspaceUserKeys.OfUntold(told.PersonId), told.Tag, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Somebody else told it, or it is news again.
        }
    }

    private static UntoldPerson Untold(TableEntity row) => new(row.RowKey[WorkspaceUserKeys.OfAllUntold.First.Length..], row.Timestamp, row.ETag);
}
