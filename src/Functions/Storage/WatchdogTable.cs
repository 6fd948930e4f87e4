using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>What the watchdog remembers from one run to the next: one row a subject.</summary>
public sealed class WatchdogTable(TableServiceClient service, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Watchdog";

    private const string Partition = "state";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>What is remembered of a subject; empty where nothing is.</summary>
    public async Task<WatchdogMemory> ReadAsync(string subject, CancellationToken cancel)
    {
        var row = await table.FindAsync<MemoryRow>(Partition, subject, cancel);
        return row is null ? new WatchdogMemory(subject, null, null, null) : new WatchdogMemory(subject, row.Text, row.WrittenAt, row.ETag.ToString());
    }

    /// <summary>Remembers something, unless somebody else did since it was read.</summary>
    /// <returns>The new version, or null where somebody else was faster.</returns>
    public async Task<WatchdogMemory?> TryWriteAsync(WatchdogMemory memory, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var row = new MemoryRow { PartitionKey = Partition, RowKey = memory.Subject, Text = memory.Text, WrittenAt = clock.GetUtcNow() };
        try
        {
            var answer = memory.Tag is null
                ? await table.AddEntityAsync(row, cancel)
                : await table.UpdateEntityAsync(row, new ETag(memory.Tag), TableUpdateMode.Replace, cancel);
            return memory with { WrittenAt = row.WrittenAt, Tag = answer.Headers.ETag.GetValueOrDefault().ToString() };
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return null;
        }
    }

    private sealed class MemoryRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string? Text { get; set; }
        public DateTimeOffset WrittenAt { get; set; }
    }
}

/// <summary>What is remembered of a subject, and since when.</summary>
public sealed record WatchdogMemory(string Subject, string? Text, DateTimeOffset? WrittenAt, string? Tag);
