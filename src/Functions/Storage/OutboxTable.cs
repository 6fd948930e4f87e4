using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Notifications;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// What is to be told. Partition <c>notice</c>: what happened and is not yet known to every target that wants it (row key: what
/// happened). Partition of a target: its deliveries, see <see cref="OutboxDeliveries"/>.
/// </summary>
public sealed partial class OutboxTable(TableServiceClient service, ILogger<OutboxTable> logger)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Outbox";

    internal const string Partition = "notice";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Writes down what is to be told; the same again is no second one.</summary>
    public async Task AnnounceAsync(Notice notice, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(notice);
        await table.UpsertEntityAsync(NoticeRow.From(notice, Partition, notice.Id), TableUpdateMode.Replace, cancel);
    }

    /// <summary>Takes over what another table held, unread.</summary>
    internal async Task AnnounceAsync(NoticeRow row, CancellationToken cancel)
    {
        row.PartitionKey = Partition;
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>Some of what is to be told, the earliest first.</summary>
    public async Task<IReadOnlyList<StoredNotice>> ListAsync(int most, CancellationToken cancel)
    {
        await foreach (var page in table.QueryAsync<NoticeRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), most, cancellationToken: cancel).AsPages())
            return [.. page.Values.Select(Read).OfType<StoredNotice>().OrderBy(stored => stored.Notice.At)];
        return [];
    }

    /// <summary>Takes a notice for a while: of two that want it, one has it.</summary>
    /// <returns>The notice, or null where somebody else was faster.</returns>
    public async Task<StoredNotice?> ClaimAsync(StoredNotice stored, DateTimeOffset until, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var row = NoticeRow.From(stored.Notice, Partition, stored.Notice.Id);
        row.ClaimedUntil = until;
        try
        {
            var answer = await table.UpdateEntityAsync(row, new ETag(stored.Tag), TableUpdateMode.Replace, cancel);
            return stored with { ClaimedUntil = until, Tag = answer.Headers.ETag.GetValueOrDefault().ToString() };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Forgets a notice, unless it was written again since it was read.</summary>
    public async Task ForgetAsync(StoredNotice stored, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stored);
        try
        {
            await table.DeleteEntityAsync(Partition, stored.Notice.Id, new ETag(stored.Tag), cancel);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // It was announced anew, or somebody else has it: theirs to forget.
        }
    }

    // What another version of the app wrote must not keep the rest from being told; it stays for that version.
    private StoredNotice? Read(NoticeRow row)
    {
        try
        {
            return row.ToStored();
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            LogUnreadable(row.RowKey, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Notice {NoticeId} cannot be read: {Message}")]
    private partial void LogUnreadable(string noticeId, string message);
}

/// <summary>A notice as it was read.</summary>
/// <param name="Notice">What is to be told.</param>
/// <param name="ClaimedUntil">Until when somebody else has it.</param>
/// <param name="Tag">Names this version of the row.</param>
public sealed record StoredNotice(Notice Notice, DateTimeOffset? ClaimedUntil, string Tag);

/// <summary>A notice as a table holds it.</summary>
internal sealed class NoticeRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string Event { get; set; } = "";
    public string Message { get; set; } = "";
    public string? Proof { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }

    public static NoticeRow From(Notice notice, string partition, string key) => new()
    {
        PartitionKey = partition,
        RowKey = key,
        Event = notice.Event.ToString(),
        Message = RowText.Write(notice.Message) ?? "",
        Proof = RowText.Write(notice.Proof),
    };

    public StoredNotice ToStored()
    {
        var message = RowText.Read<NotificationMessage>(Message) ?? throw new InvalidDataException("A notice holds no message.");
        return new StoredNotice(new Notice(RowText.Enum<NotificationEvent>(Event), message, RowText.Read<NoticeProof>(Proof)), ClaimedUntil, ETag.ToString());
    }
}
