using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>What a notification said, as far as anybody asks for it.</summary>
/// <param name="Kind"><c>group</c>, <c>user</c>, or the event of a lifecycle notification.</param>
/// <param name="Id">What changed; of a lifecycle notification the resource.</param>
/// <param name="Subscription">The hash that names the subscription's row.</param>
/// <param name="Cause">Names the notification.</param>
public sealed record InboxEntry(string Kind, string Id, string Subscription, string Cause);

/// <summary>A request with notifications that was stored.</summary>
public sealed record InboxRow(string Key, DateTimeOffset At, IReadOnlyList<InboxEntry> Entries);

/// <summary>
/// Notifications that were taken and are not worked off yet: one row a request, so that storing them is one insert, whatever is in them.
/// One partition, row: the time and a random end, so that they are read in their order.
/// </summary>
public sealed class GraphInboxTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "GraphInbox";

    private const string Partition = "new";

    // About a third of what storage takes in one column.
    private const int MostInARow = 100;

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Stores what a request brought.</summary>
    public async Task AddAsync(IReadOnlyCollection<InboxEntry> entries, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var some in entries.Chunk(MostInARow))
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:D19}-{Guid.NewGuid():N}");
            await table.AddEntityAsync(new TableEntity(Partition, key) { ["At"] = at, ["Entries"] = RowText.Write(some) }, cancel);
        }
    }

    /// <summary>The oldest requests.</summary>
    public async Task<IReadOnlyList<InboxRow>> ListAsync(int most, CancellationToken cancel)
    {
        var found = new List<InboxRow>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), Math.Min(most, 1_000), cancellationToken: cancel))
        {
            found.Add(new InboxRow(row.RowKey, row.GetDateTimeOffset("At") ?? default, RowText.Read<List<InboxEntry>>(row.GetString("Entries")) ?? []));
            if (found.Count == most)
                break;
        }

        return found;
    }

    /// <summary>Forgets requests that were worked off.</summary>
    public async Task DeleteAsync(IEnumerable<InboxRow> rows, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var chunk in rows.Chunk(TablePages.TransactionSize))
        {
            try
            {
                await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, row.Key), ETag.All)), cancel);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // Another round forgot some of them: the rest is worked off once more, which comes to the same.
            }
        }
    }
}
