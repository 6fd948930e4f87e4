using Azure;
using Azure.Data.Tables;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Storage;

/// <summary>One page of rows, and where the next one begins.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Continuation)
{
    /// <summary>The same page of something else.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Continuation);
}

/// <summary>Reads tables in pages, and writes them in transactions.</summary>
internal static class TablePages
{
    /// <summary>The most operations that one transaction takes.</summary>
    public const int TransactionSize = 100;

    /// <summary>The most writes at once; more only makes storage queue them.</summary>
    public const int WritesAtOnce = 6;

    private const int MostPerRequest = 1000;

    /// <summary>
    /// Fills one page. Storage answers a filtered query with short and even empty pages, so it is asked again until the
    /// page is full or the table is read to its end.
    /// </summary>
    public static async Task<Page<T>> ReadPageAsync<T>(this TableClient table, string filter, PageRequest page, CancellationToken cancel) where T : class, ITableEntity, new()
    {
        var items = new List<T>();
        var continuation = page.Continuation;
        do
        {
            var found = await ReadOnceAsync<T>(table, filter, page.Limit - items.Count, continuation, cancel);
            items.AddRange(found.Items);
            continuation = found.Continuation;
        }
        while (continuation is not null && items.Count < page.Limit);
        return new(items, continuation);
    }

    /// <summary>Reads everything that a filter finds.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(this TableClient table, string filter, CancellationToken cancel, IEnumerable<string>? columns = null) where T : class, ITableEntity, new()
    {
        var items = new List<T>();
        await foreach (var row in table.QueryAsync<T>(filter, MostPerRequest, columns, cancel)) items.Add(row);
        return items;
    }

    /// <summary>Reads one row, or null where it is not there; no row has a key that storage does not take.</summary>
    public static async Task<T?> FindAsync<T>(this TableClient table, string partition, string row, CancellationToken cancel) where T : class, ITableEntity
    {
        if (!RowText.CanBeKey(row)) return null;
        var answer = await table.GetEntityIfExistsAsync<T>(partition, row, cancellationToken: cancel);
        return answer.HasValue ? answer.Value : null;
    }

    /// <summary>Deletes every row of a partition that nobody writes to any more.</summary>
    public static async Task DeletePartitionAsync(this TableClient table, string partition, CancellationToken cancel)
    {
        var rows = await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancel, ["PartitionKey", "RowKey"]);
        foreach (var chunk in rows.Chunk(TransactionSize))
            await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancel);
    }

    /// <summary>Waits before a row that somebody else wrote meanwhile is read again: a random while, so that two writers part, and longer from try to try.</summary>
    public static Task PauseAfterClashAsync(int attempt, TimeProvider clock, CancellationToken cancel) =>
        Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10, 50) * Math.Min(attempt, 10)), clock, cancel);

    private static async Task<Page<T>> ReadOnceAsync<T>(TableClient table, string filter, int most, string? continuation, CancellationToken cancel) where T : class, ITableEntity, new()
    {
        try
        {
            await foreach (var found in table.QueryAsync<T>(filter, most, cancellationToken: cancel).AsPages(continuation))
                return new(found.Values, string.IsNullOrEmpty(found.ContinuationToken) ? null : found.ContinuationToken);
            return new([], null);
        }
        catch (Exception e) when (continuation is not null && e is RequestFailedException { Status: 400 } or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            throw PageRequest.BadContinuation();
        }
    }
}
