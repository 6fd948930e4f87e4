using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>Up to where the directory's changes are known.</summary>
/// <param name="Subject"><c>users</c> or <c>groups</c>.</param>
public sealed record DirectoryCheckpoint(string Subject)
{
    /// <summary>The link with which the next round begins; null where everything has to be read.</summary>
    public string? Link { get; init; }

    /// <summary>The page with which a round that was cut short goes on.</summary>
    public string? Next { get; init; }

    /// <summary>The round reads everybody.</summary>
    public bool IsFull { get; init; }

    /// <summary>Where it is kept whom the round has seen so far.</summary>
    public string? Seen { get; init; }

    /// <summary>When the last round was over.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When it was looked last, and nothing had changed. Kept apart from the round, which tells who came since the one before.</summary>
    public DateTimeOffset? QuietAt { get; init; }

    /// <summary>Up to when everything was found: the last round, or the last look after it that found nothing.</summary>
    public DateTimeOffset? FoundUpTo => QuietAt > At ? QuietAt : At;

    /// <summary>Since when changes are found of which no notification came.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>The tenant that the links lead to; null where nothing was read yet, or before that was kept.</summary>
    public string? TenantId { get; init; }

    /// <summary>The round is the first one of another tenant: whom it does not list may well be of the one before, and is not missing.</summary>
    public bool IsOfNewTenant { get; init; }

    /// <summary>The row's version; default for one that is new.</summary>
    public ETag Tag { get; init; }
}

/// <summary>Which task brings people in step with the directory.</summary>
/// <param name="TaskId">The one at work.</param>
/// <param name="WaitingTaskId">The one that waits for a person.</param>
/// <param name="Runs">How many there were.</param>
/// <param name="Tag">The row's version; default for one that is new.</param>
public sealed record DirectorySyncPointer(string? TaskId, string? WaitingTaskId, int Runs, ETag Tag = default);

/// <summary>What is remembered of the corporate directory: checkpoints of change tracking, the task at work, and a pause that Graph asked for.</summary>
public sealed class DirectoryStateTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "DirectoryState";

    private static readonly TimeSpan longestPause = TimeSpan.FromHours(1);

    private const string Delta = "delta";
    private const string Sync = "sync";
    private const string Active = "active";
    private const string Pause = "pause";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>The checkpoint of a subject; empty where nothing was read yet.</summary>
    public async Task<DirectoryCheckpoint> ReadAsync(string subject, CancellationToken cancel) =>
        await table.FindAsync<TableEntity>(Delta, subject, cancel) is { } row ? Checkpoint(row) : new DirectoryCheckpoint(subject);

    /// <summary>Stores a checkpoint, once what was read before it is stored.</summary>
    /// <returns>It with its new version, or null where somebody else was faster.</returns>
    public async Task<DirectoryCheckpoint?> TryWriteAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var row = new TableEntity(Delta, checkpoint.Subject)
        {
            ["Link"] = checkpoint.Link,
            ["Next"] = checkpoint.Next,
            ["IsFull"] = checkpoint.IsFull,
            ["Seen"] = checkpoint.Seen,
            ["At"] = checkpoint.At,
            ["QuietAt"] = checkpoint.QuietAt,
            ["SilentSince"] = checkpoint.SilentSince,
            ["TenantId"] = checkpoint.TenantId,
            ["IsOfNewTenant"] = checkpoint.IsOfNewTenant,
        };
        return await TryWriteAsync(row, checkpoint.Tag, cancel) is { } tag ? checkpoint with { Tag = tag } : null;
    }

    /// <summary>The task at work.</summary>
    public async Task<DirectorySyncPointer> ReadPointerAsync(CancellationToken cancel) =>
        await table.FindAsync<TableEntity>(Sync, Active, cancel) is { } row ? new DirectorySyncPointer(row.GetString("TaskId"), row.GetString("Waiting"), row.GetInt32("Runs") ?? 0, row.ETag) : new DirectorySyncPointer(null, null, 0);

    /// <summary>Names the task at work. False where somebody else was faster.</summary>
    public async Task<bool> TryWriteAsync(DirectorySyncPointer pointer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        return await TryWriteAsync(new TableEntity(Sync, Active) { ["TaskId"] = pointer.TaskId, ["Waiting"] = pointer.WaitingTaskId, ["Runs"] = pointer.Runs }, pointer.Tag, cancel) is not null;
    }

    /// <summary>Until when nothing is asked, because Graph said so; null where it did not.</summary>
    public async Task<DateTimeOffset?> PausedUntilAsync(CancellationToken cancel) => PausedUntil(await table.FindAsync<TableEntity>(Pause, Pause, cancel));

    /// <summary>Notes until when nothing is to be asked; of two such times the later one holds.</summary>
    public async Task PauseAsync(DateTimeOffset until, CancellationToken cancel)
    {
        while (await table.FindAsync<TableEntity>(Pause, Pause, cancel) is var kept && !(PausedUntil(kept) >= until))
        {
            if (await TryWriteAsync(new TableEntity(Pause, Pause) { ["Until"] = until }, kept?.ETag ?? default, cancel) is not null)
                return;
        }
    }

    // By the storage's clock: one that was ahead when it noted a pause would stop everything for as long as it was.
    private static DateTimeOffset? PausedUntil(TableEntity? row) =>
        row?.GetDateTimeOffset("Until") is { } until ? row.Timestamp + longestPause is { } latest && until > latest ? latest : until : null;

    private async Task<ETag?> TryWriteAsync(TableEntity row, ETag tag, CancellationToken cancel)
    {
        try
        {
            var answer = tag == default ? await table.AddEntityAsync(row, cancel) : await table.UpdateEntityAsync(row, tag, TableUpdateMode.Replace, cancel);
            return answer.Headers.ETag;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private static DirectoryCheckpoint Checkpoint(TableEntity row) => new(row.RowKey)
    {
        Link = row.GetString("Link"),
        Next = row.GetString("Next"),
        IsFull = row.GetBoolean("IsFull") ?? false,
        Seen = row.GetString("Seen"),
        At = row.GetDateTimeOffset("At"),
        QuietAt = row.GetDateTimeOffset("QuietAt"),
        SilentSince = row.GetDateTimeOffset("SilentSince"),
        TenantId = row.GetString("TenantId"),
        IsOfNewTenant = row.GetBoolean("IsOfNewTenant") ?? false,
        Tag = row.ETag,
    };
}
