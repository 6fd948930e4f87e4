using Azure;
using Azure.Data.Tables;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Notifications;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// What each target is told. A target has a partition of the outbox; row keys: <c>p|</c> and the notice for what is to be sent,
/// <c>h|</c> for what was delivered, <c>x|</c> for what was given up. A notice is in one of the three, and moves in one transaction.
/// </summary>
public sealed class OutboxDeliveries(TableServiceClient service)
{
    private const string Pending = "p|";
    private const string Done = "h|";
    private const string Dead = "x|";
    private const int MostCounted = 1_000;

    private static readonly string[] keys = ["PartitionKey", "RowKey"];

    private readonly TableClient table = service.GetTableClient(OutboxTable.Name);

    /// <summary>Adds what a target is to be told; nothing where it is there already, in whatever state.</summary>
    public async Task AddAsync(Delivery delivery, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (await table.FindAsync<DeliveryRow>(delivery.TargetId, Done + delivery.NoticeId, cancel) is not null
            || await table.FindAsync<DeliveryRow>(delivery.TargetId, Dead + delivery.NoticeId, cancel) is not null)
            return;
        try
        {
            await table.AddEntityAsync(DeliveryRow.From(delivery, Pending), cancel);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // An earlier try of this step added it.
        }
    }

    /// <summary>Some of what a target is to be told by now, no more than asked for; of these the oldest first.</summary>
    public async Task<IReadOnlyList<Delivery>> DueAsync(string targetId, DateTimeOffset now, int most, CancellationToken cancel)
    {
        var due = Range(targetId, Pending) + TableClient.CreateQueryFilter($" and NextAt le {now}");
        return [.. (await FirstAsync(due, most, cancel)).Select(row => row.ToDelivery()).OrderBy(delivery => delivery.At)];
    }

    /// <summary>Takes a delivery for a while: of two that want to send it, one does.</summary>
    /// <returns>The delivery, or null where somebody else was faster.</returns>
    public Task<Delivery?> ClaimAsync(Delivery delivery, DateTimeOffset until, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        // Whoever dies with it leaves it to be due again then.
        return UpdateAsync(delivery with { NextAt = until }, cancel);
    }

    /// <summary>Records a try that failed, and when the next one is.</summary>
    public Task PostponeAsync(Delivery delivery, CancellationToken cancel) => UpdateAsync(delivery, cancel);

    /// <summary>Records that it was delivered.</summary>
    public Task DeliveredAsync(Delivery delivery, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        // Its text is needed no more; that it was sent is.
        return MoveAsync(delivery with { Body = "", EndedAt = at }, Pending, Done, cancel);
    }

    /// <summary>Gives it up: it becomes a dead letter.</summary>
    public Task GiveUpAsync(Delivery delivery, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return MoveAsync(delivery with { EndedAt = at }, Pending, Dead, cancel);
    }

    /// <summary>Some of what is to be sent to a target, due or not.</summary>
    public async Task<IReadOnlyList<Delivery>> PendingAsync(string targetId, int most, CancellationToken cancel) =>
        [.. (await FirstAsync(Range(targetId, Pending), most, cancel)).Select(row => row.ToDelivery())];

    /// <summary>One page of dead letters.</summary>
    public async Task<Page<Delivery>> DeadAsync(string targetId, PageRequest page, CancellationToken cancel) =>
        (await table.ReadPageAsync<DeliveryRow>(Range(targetId, Dead), page, cancel)).Select(row => row.ToDelivery());

    /// <summary>A dead letter, or null.</summary>
    public async Task<Delivery?> FindDeadAsync(string targetId, string noticeId, CancellationToken cancel) =>
        (await table.FindAsync<DeliveryRow>(targetId, Dead + noticeId, cancel))?.ToDelivery();

    /// <summary>How many dead letters a target has; no more than a thousand are counted.</summary>
    public async Task<int> CountDeadAsync(string targetId, CancellationToken cancel) => (await FirstAsync(Range(targetId, Dead), MostCounted, cancel, keys)).Count;

    /// <summary>Makes a dead letter one that is to be sent, from now on as if it were new.</summary>
    /// <returns>False where it is a dead letter no more.</returns>
    public Task<bool> ReviveAsync(Delivery delivery, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return MoveAsync(delivery with { MadeAt = now, NextAt = now, Attempts = 0, EndedAt = null }, Dead, Pending, cancel);
    }

    /// <summary>Deletes some of what ended before a time.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PurgeAsync(string targetId, DateTimeOffset doneBefore, DateTimeOffset deadBefore, int most, CancellationToken cancel)
    {
        var done = await FirstAsync(Range(targetId, Done) + TableClient.CreateQueryFilter($" and EndedAt lt {doneBefore}"), most, cancel, keys);
        var dead = await FirstAsync(Range(targetId, Dead) + TableClient.CreateQueryFilter($" and EndedAt lt {deadBefore}"), most, cancel, keys);
        await DeleteAsync([.. done, .. dead], cancel);
        return done.Count + dead.Count;
    }

    /// <summary>Deletes everything of a target.</summary>
    public async Task DeleteAllAsync(string targetId, CancellationToken cancel)
    {
        while (await FirstAsync(TableClient.CreateQueryFilter($"PartitionKey eq {targetId}"), MostCounted, cancel, keys) is { Count: > 0 } rows)
            await DeleteAsync(rows, cancel);
    }

    /// <summary>Whoever has anything here, targets that are gone included.</summary>
    public async Task<IReadOnlyList<string>> ListTargetsAsync(CancellationToken cancel)
    {
        var found = new List<string>();
        // From one to the next: all others of its partition are skipped.
        for (var last = ""; await FirstAsync(TableClient.CreateQueryFilter($"PartitionKey gt {last}"), most: 1, cancel, keys) is [var row]; last = row.PartitionKey)
        {
            if (row.PartitionKey != OutboxTable.Partition)
                found.Add(row.PartitionKey);
        }

        return found;
    }

    private static string Range(string targetId, string prefix) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {targetId} and RowKey ge {prefix} and RowKey lt {prefix[..1] + "}"}");

    private async Task<List<DeliveryRow>> FirstAsync(string filter, int most, CancellationToken cancel, IEnumerable<string>? columns = null)
    {
        var rows = new List<DeliveryRow>();
        await foreach (var row in table.QueryAsync<DeliveryRow>(filter, Math.Min(most, MostCounted), columns, cancel))
        {
            rows.Add(row);
            if (rows.Count == most)
                break;
        }
        return rows;
    }

    private Task DeleteAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancel) => Parallel.ForEachAsync(
        rows, new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel },
        async (row, token) => await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, token));

    private async Task<Delivery?> UpdateAsync(Delivery delivery, CancellationToken cancel)
    {
        try
        {
            var answer = await table.UpdateEntityAsync(DeliveryRow.From(delivery, Pending), new ETag(delivery.Tag), TableUpdateMode.Replace, cancel);
            return delivery with { Tag = answer.Headers.ETag.GetValueOrDefault().ToString() };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    private async Task<bool> MoveAsync(Delivery delivery, string from, string to, CancellationToken cancel)
    {
        var old = DeliveryRow.From(delivery, from);
        try
        {
            await table.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Delete, old, new ETag(delivery.Tag)),
                    new TableTransactionAction(TableTransactionActionType.UpsertReplace, DeliveryRow.From(delivery, to)),
                ],
                cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Somebody else moved it, or the target is gone.
            return false;
        }
    }

    private sealed class DeliveryRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Event { get; set; } = "";
        public string Body { get; set; } = "";
        public DateTimeOffset At { get; set; }
        public DateTimeOffset MadeAt { get; set; }
        public DateTimeOffset NextAt { get; set; }
        public int Attempts { get; set; }
        public string? LastFailure { get; set; }
        public DateTimeOffset? EndedAt { get; set; }

        public static DeliveryRow From(Delivery delivery, string prefix) => new()
        {
            PartitionKey = delivery.TargetId,
            RowKey = prefix + delivery.NoticeId,
            Event = delivery.Event,
            Body = delivery.Body,
            At = delivery.At,
            MadeAt = delivery.MadeAt,
            NextAt = delivery.NextAt,
            Attempts = delivery.Attempts,
            LastFailure = delivery.LastFailure,
            EndedAt = delivery.EndedAt,
        };

        public Delivery ToDelivery() =>
            new(PartitionKey, RowKey[Pending.Length..], Event, Body, At, MadeAt, NextAt) { Attempts = Attempts, LastFailure = LastFailure, EndedAt = EndedAt, Tag = ETag.ToString() };
    }
}
