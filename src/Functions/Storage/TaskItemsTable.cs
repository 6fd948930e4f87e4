using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Storage;

/// <summary>Items of tasks: the partition is the task, the row the item, so that a task's items are one partition scan.</summary>
public sealed class TaskItemsTable(TableServiceClient service, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "TaskItems";

    /// <summary>The most that one transaction of a partition takes.</summary>
    private const int BatchSize = 100;

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Inserts the items that are not there yet; those that are there keep what came of them.</summary>
    public async Task InsertAsync(string taskId, IReadOnlyList<TaskItem> items, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(items);
        while (!await TryInsertAsync(taskId, items, cancel))
        {
            // Somebody else inserted some of them meanwhile, and may have begun them: look again.
        }
    }

    /// <summary>All items of a task, by id.</summary>
    public async Task<IReadOnlyDictionary<string, TaskItem>> LoadAsync(string taskId, CancellationToken cancel)
    {
        var items = new Dictionary<string, TaskItem>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<ItemRow>(row => row.PartitionKey == taskId, 1_000, cancellationToken: cancel))
            items.Add(row.RowKey, Item(row));
        return items;
    }

    /// <summary>One page of a task's items.</summary>
    public async Task<(IReadOnlyList<TaskItem> Items, string? Continuation)> ListAsync(
        string taskId, int limit, string? continuation, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {taskId} and RowKey gt {continuation ?? ""}");
        var items = new List<TaskItem>();
        await foreach (var row in table.QueryAsync<ItemRow>(filter, maxPerPage: limit, cancellationToken: cancel))
        {
            items.Add(Item(row));
            if (items.Count == limit)
                return (items, row.RowKey);
        }
        return (items, null);
    }

    /// <summary>Changes an item by ETag, as often as others were faster. Null where it is not there or the change is not allowed.</summary>
    public async Task<TaskItem?> ChangeAsync(string taskId, string itemId, Func<TaskItem, TaskItem?> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await table.GetEntityIfExistsAsync<ItemRow>(taskId, itemId, cancellationToken: cancel) is { HasValue: true, Value: { } row })
        {
            var before = Item(row);
            if (change(before) is not { } after)
                return null;
            if (after == before)
                return before;
            after = after with { UpdatedAt = clock.GetUtcNow() };
            try
            {
                await table.UpdateEntityAsync(Row(after), row.ETag, TableUpdateMode.Replace, cancel);
                return after;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Somebody else changed it: look again and decide anew.
            }
        }
        return null;
    }

    /// <summary>Counts a task's items by outcome.</summary>
    public async Task<TaskCounts> CountAsync(string taskId, CancellationToken cancel)
    {
        int total = 0, done = 0, failed = 0;
        await foreach (var row in table.QueryAsync<ItemRow>(row => row.PartitionKey == taskId, select: ["Status"], cancellationToken: cancel))
        {
            total++;
            if (row.Status == nameof(TaskItemStatus.Completed))
                done++;
            else if (row.Status == nameof(TaskItemStatus.Failed))
                failed++;
        }
        return new TaskCounts(total, done, failed);
    }

    /// <summary>Deletes a task's items.</summary>
    public async Task DeleteAsync(string taskId, CancellationToken cancel)
    {
        await foreach (var page in table.QueryAsync<ItemRow>(row => row.PartitionKey == taskId, BatchSize, ["PartitionKey", "RowKey"], cancel).AsPages())
        {
            if (page.Values.Count > 0)
                await table.SubmitTransactionAsync(page.Values.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancel);
        }
    }

    private async Task<bool> TryInsertAsync(string taskId, IReadOnlyList<TaskItem> items, CancellationToken cancel)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<ItemRow>(row => row.PartitionKey == taskId, select: ["RowKey"], cancellationToken: cancel))
            there.Add(row.RowKey);
        try
        {
            foreach (var batch in items.Where(item => there.Add(item.Id)).Chunk(BatchSize))
            {
                var adds = batch.Select(item => new TableTransactionAction(TableTransactionActionType.Add, Row(item with { TaskId = taskId, UpdatedAt = clock.GetUtcNow() })));
                await table.SubmitTransactionAsync(adds, cancel);
            }
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    private static ItemRow Row(TaskItem item) => new()
    {
        PartitionKey = item.TaskId,
        RowKey = item.Id,
        Action = item.Action,
        MemberId = item.MemberId,
        Target = item.Target,
        UserId = item.UserId,
        RoleHeld = item.RoleHeld?.ToString(),
        Status = item.Status.ToString(),
        OperationId = item.OperationId,
        IntentAt = item.IntentAt,
        SentAt = item.SentAt,
        SeatIntentAt = item.SeatIntentAt,
        IsOthers = item.IsOthers,
        Outcome = item.Outcome?.ToString(),
        LeaseToken = item.LeaseToken,
        Result = item.Result,
        Failure = RowText.Write(item.Failure),
        Evidence = item.Evidence.Count == 0 ? null : RowText.Write(item.Evidence),
        UpdatedAt = item.UpdatedAt,
    };

    private static TaskItem Item(ItemRow row) => new()
    {
        TaskId = row.PartitionKey,
        Id = row.RowKey,
        Action = row.Action,
        MemberId = row.MemberId,
        Target = row.Target,
        UserId = row.UserId,
        RoleHeld = row.RoleHeld is null ? null : RowText.Enum<AppRole>(row.RoleHeld),
        Status = RowText.Enum<TaskItemStatus>(row.Status),
        OperationId = row.OperationId,
        IntentAt = row.IntentAt,
        SentAt = row.SentAt,
        SeatIntentAt = row.SeatIntentAt,
        IsOthers = row.IsOthers,
        Outcome = row.Outcome is null ? null : RowText.Enum<ChangeStatus>(row.Outcome),
        LeaseToken = row.LeaseToken,
        Result = row.Result,
        Failure = RowText.Read<Failure>(row.Failure),
        Evidence = RowText.Read<List<KeptEvidence>>(row.Evidence) ?? [],
        UpdatedAt = row.UpdatedAt,
    };

    private sealed class ItemRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Action { get; set; } = "";
        public string? MemberId { get; set; }
        public string? Target { get; set; }
        public string? UserId { get; set; }
        public string? RoleHeld { get; set; }
        public string Status { get; set; } = "";
        public string? OperationId { get; set; }
        public DateTimeOffset? IntentAt { get; set; }
        public DateTimeOffset? SentAt { get; set; }
        public DateTimeOffset? SeatIntentAt { get; set; }
        public bool IsOthers { get; set; }
        public string? Outcome { get; set; }
        public long LeaseToken { get; set; }
        public string? Result { get; set; }
        public string? Failure { get; set; }
        public string? Evidence { get; set; }
        public DateTimeOffset UpdatedAt { get; set; }
    }
}
