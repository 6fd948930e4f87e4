using Azure;
using Azure.Data.Tables;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// What happened; only ever appended to. One partition a chain: one for each hub, one for events without a hub. Row: time,
/// newest first, and id of an entry or of a batch that is packed; the chain's head is a row beside them, written in the same
/// transaction as the entries.
/// </summary>
public sealed class ActivityTable(TableServiceClient service, TimeProvider clock)
{
    /// <summary>The table.</summary>
    public const string Name = "Activity";

    private const int MostTries = 60;

    // Fewer entries than this keep a row each, in which a query finds a member or person.
    private const int WorthPacking = 100;

    // The most packs of one transaction, which takes 4 MiB.
    private const int PacksAtOnce = 40;

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Appends one entry, unless it is there already.</summary>
    /// <param name="hubId">The hub, or null for an event without one.</param>
    /// <param name="entry">What happened.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task AppendAsync(string? hubId, ActivityEntry entry, CancellationToken cancel) => AppendAsync(hubId, [entry], cancel);

    /// <summary>Appends entries in their order, as many at once as a transaction takes; those that are there already are left as they are.</summary>
    /// <param name="hubId">The hub, or null for events without one.</param>
    /// <param name="entries">What happened.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task AppendAsync(string? hubId, IReadOnlyList<ActivityEntry> entries, CancellationToken cancel)
    {
        if (entries.Count == 0) return;
        var chain = ActivityRow.ChainOf(hubId);
        var head = await ReadHeadAsync(chain, cancel);
        foreach (var chunk in entries.Select(ActivityRow.Of).DistinctBy(row => row.RowKey, StringComparer.Ordinal).Chunk(TablePages.TransactionSize - 1))
            head = await AppendAsync(hubId, head, chunk, cancel);
    }

    /// <summary>Appends the entries of one moment and one cause, many to a row; a batch that is there already is left as it is.</summary>
    /// <param name="hubId">The hub, or null for events without one.</param>
    /// <param name="batch">Names the batch for good; under one name the entries are always the same, in the same order.</param>
    /// <param name="entries">What happened; not empty, and all at one time.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task AppendBatchAsync(string? hubId, string batch, IReadOnlyList<ActivityEntry> entries, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count < WorthPacking)
        {
            await AppendAsync(hubId, entries, cancel);
            return;
        }

        var at = entries[0].At;
        if (entries.Any(entry => entry.At != at)) throw new ArgumentException("The entries of a batch happened at different times.", nameof(entries));
        var head = await ReadHeadAsync(ActivityRow.ChainOf(hubId), cancel);
        foreach (var chunk in ActivityPack.Pack(batch, at, entries).Chunk(PacksAtOnce))
            head = await AppendAsync(hubId, head, chunk, cancel);
    }

    /// <summary>One page of entries, newest first within a chain; what cannot be read is one <see cref="ActivityEntry.Unreadable"/>.</summary>
    public async Task<Page<RecordedEntry>> ListAsync(ActivityFilter filter, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        var from = ActivityPlace.Parse(page.Continuation);
        var (found, last) = (new List<RecordedEntry>(page.Limit), from);
        await foreach (var row in table.QueryAsync<ActivityRow>(ActivityRow.QueryOf(filter) + from?.QueryFrom(), page.Limit, cancellationToken: cancel))
        {
            var (number, skipped) = (0, from?.SkippedOf(row) ?? 0);
            foreach (var entry in row.ToShown())
            {
                if (++number <= skipped || !filter.Finds(entry.Entry)) continue;
                if (found.Count == page.Limit) return new(found, last?.ToString());
                found.Add(entry);
                last = new ActivityPlace(row.PartitionKey, row.RowKey, number);
            }
        }

        return new(found, null);
    }

    /// <summary>Everything that a filter finds, for an export; what cannot be read is one <see cref="ActivityEntry.Unreadable"/>.</summary>
    public async IAsyncEnumerable<RecordedEntry> ReadAsync(ActivityFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await foreach (var row in table.QueryAsync<ActivityRow>(ActivityRow.QueryOf(filter), cancellationToken: cancel))
        {
            foreach (var entry in row.ToShown().Where(entry => filter.Finds(entry.Entry))) yield return entry;
        }
    }

    /// <summary>Recomputes a chain, and holds it against its head.</summary>
    public async Task<ChainVerdict> VerifyAsync(string? hubId, CancellationToken cancel)
    {
        var head = await ReadHeadAsync(ActivityRow.ChainOf(hubId), cancel);
        var (entries, unreadable) = (new List<RecordedEntry>(), new List<long>());
        await foreach (var row in table.QueryAsync<ActivityRow>(ActivityRow.QueryOf(new ActivityFilter(hubId)), cancellationToken: cancel))
        {
            try
            {
                entries.AddRange(row.ToRecorded());
            }
            catch (InvalidDataException)
            {
                unreadable.Add(row.Sequence);
            }
        }

        // What was appended after the head was read is none of its business; what no head tells of was put in past it, or the head was set back.
        var later = await ReadHeadAsync(ActivityRow.ChainOf(hubId), cancel);
        var verdict = ActivityChain.Verify(entries.Where(entry => entry.Sequence <= head.Sequence), head.Sequence, head.Hash);
        long[] broken = [.. entries.Select(entry => entry.Sequence).Where(sequence => sequence > later.Sequence), .. unreadable, .. verdict.BrokenAt is { } at ? [at] : Array.Empty<long>()];
        return broken.Length == 0 ? verdict : verdict with { BrokenAt = broken.Min() };
    }

    private async Task<HeadRow> AppendAsync(string? hubId, HeadRow head, IReadOnlyList<ActivityRow> rows, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (rows.Count == 0) return head;
            try
            {
                return await SubmitAsync(hubId, head, rows, cancel);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && attempt < MostTries)
            {
                // Either somebody else appended meanwhile, or an earlier try of ours did and its answer was lost.
                await TablePages.PauseAfterClashAsync(attempt, clock, cancel);
                head = await ReadHeadAsync(head.PartitionKey, cancel);
                rows = await WithoutKnownAsync(head.PartitionKey, rows, cancel);
            }
        }
    }

    private async Task<HeadRow> SubmitAsync(string? hubId, HeadRow head, IReadOnlyList<ActivityRow> rows, CancellationToken cancel)
    {
        var next = new HeadRow { PartitionKey = head.PartitionKey, Sequence = head.Sequence, Hash = head.Hash };
        foreach (var row in rows)
            (next.Sequence, next.Hash) = row.Place(hubId, next.Sequence, next.Hash);

        var headAction = head.ETag == default
            ? new TableTransactionAction(TableTransactionActionType.Add, next)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, head.ETag);
        var answer = await table.SubmitTransactionAsync([.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), headAction], cancel);
        next.ETag = answer.Value[^1].Headers.ETag ?? throw new InvalidOperationException("Storage wrote a row and gave it no tag.");
        return next;
    }

    private async Task<IReadOnlyList<ActivityRow>> WithoutKnownAsync(string chain, IReadOnlyList<ActivityRow> rows, CancellationToken cancel)
    {
        var first = rows.Select(row => row.RowKey).Min(StringComparer.Ordinal);
        var last = rows.Select(row => row.RowKey).Max(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {chain} and RowKey ge {first} and RowKey le {last}");
        var known = await table.ReadAllAsync<TableEntity>(filter, cancel, [nameof(ITableEntity.RowKey)]);
        return [.. rows.ExceptBy(known.Select(row => row.RowKey), row => row.RowKey, StringComparer.Ordinal)];
    }

    private async Task<HeadRow> ReadHeadAsync(string chain, CancellationToken cancel) =>
        await table.FindAsync<HeadRow>(chain, HeadRow.Key, cancel) ?? new HeadRow { PartitionKey = chain };

    private sealed class HeadRow : ITableEntity
    {
        public const string Key = "head";

        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = Key;
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public long Sequence { get; set; }
        public string Hash { get; set; } = ActivityChain.Beginning;
    }
}
