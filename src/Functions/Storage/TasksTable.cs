using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Tasks. The row itself is in its hub's partition, newest first (`hub:{hub}` / reversed time and id), so that a hub's page is one
/// partition scan. Beside it are small rows that never change: `id:{task}` leads from the id to the row, `all` and `actor:{actor}`
/// list the same row keys for those who see more than one hub, and `open` holds what has not ended, for the watchdog.
/// </summary>
public sealed partial class TasksTable(TableServiceClient service, OutboxTable outbox, TimeProvider clock, ILogger<TasksTable> logger)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Tasks";

    internal const string Open = "open";
    internal const string All = "all";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Inserts the task unless it is there already.</summary>
    /// <returns>The task as it stands, and whether this call inserted it.</returns>
    public async Task<(AutomatedTask Task, bool Inserted)> InsertAsync(NewTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        var pointer = await InsertPointerAsync(task, cancel);
        var key = TaskKey.For(task.Id, pointer.HubId, pointer.CreatedAt);
        if (await FindRowAsync(key, cancel) is { } there)
            return (there.ToTask(), false);

        // The row is last: whoever finds the row finds the rest of it too.
        await Task.WhenAll(
            table.UpsertEntityAsync(Index(Open, task.Id, pointer), TableUpdateMode.Replace, cancel),
            table.UpsertEntityAsync(Index(All, key.Row, pointer), TableUpdateMode.Replace, cancel),
            table.UpsertEntityAsync(Index(TaskLists.Actor(task.Actor.Id), key.Row, pointer), TableUpdateMode.Replace, cancel));
        var fresh = New(task, pointer);
        try
        {
            await table.AddEntityAsync(TaskRow.From(fresh, key), cancel);
            return (fresh, true);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return (await FindAsync(task.Id, cancel) ?? fresh, false);
        }
    }

    /// <summary>The task, or null.</summary>
    public async Task<AutomatedTask?> FindAsync(string taskId, CancellationToken cancel) => (await FindByIdAsync(taskId, cancel))?.ToTask();

    /// <summary>`Pending` → `InProgress`, by ETag. True also where this same execution holds the task already.</summary>
    public async Task<bool> ClaimAsync(TaskClaim claim, CancellationToken cancel) =>
        await ChangeAsync(claim.TaskId, task => TaskChanges.Claim(task, claim.ExecutionId, clock.GetUtcNow()), cancel) is not null;

    /// <summary>Records where the work stands. False where another execution holds the task, or it has ended.</summary>
    public async Task<bool> MarkAsync(TaskMark mark, CancellationToken cancel) =>
        await ChangeAsync(mark.TaskId, task => TaskChanges.Mark(task, mark, clock.GetUtcNow()), cancel) is not null;

    /// <summary>Records what is being done, in a sentence. Losing one is harmless, so nothing is tried twice.</summary>
    public Task ReportAsync(string taskId, string executionId, string progress, CancellationToken cancel) =>
        ChangeAsync(taskId, task => task.IsEnded || task.ExecutionId != executionId ? null : task with { Progress = progress }, cancel);

    /// <summary>Ends the task. Null where another execution holds it, or it had ended.</summary>
    public Task<AutomatedTask?> CloseAsync(TaskOutcome outcome, CancellationToken cancel) =>
        EndAsync(outcome.TaskId, task => TaskChanges.Close(task, outcome, clock.GetUtcNow()), cancel);

    /// <summary>Ends a task whose execution is known to be gone. Null where it had ended, or moved on since it was read.</summary>
    public Task<AutomatedTask?> CloseAbandonedAsync(AutomatedTask seen, TaskOutcome outcome, CancellationToken cancel) =>
        EndAsync(
            seen.Id,
            task => task.UpdatedAt == seen.UpdatedAt && task.Status == seen.Status ? TaskChanges.CloseAbandoned(task, outcome, clock.GetUtcNow()) : null,
            cancel);

    /// <summary>Changes the row by ETag, as often as others were faster. Null where there is no such task or the change is not allowed.</summary>
    public async Task<AutomatedTask?> ChangeAsync(string taskId, Func<AutomatedTask, AutomatedTask?> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await FindByIdAsync(taskId, cancel) is { } row)
        {
            var before = row.ToTask();
            if (change(before) is not { } after)
                return null;
            if (after == before)
                return before;
            after = after with { UpdatedAt = clock.GetUtcNow() };
            // Before the row, so that no end is final that nobody is told of; what the row does not say in the end is not told.
            if (TaskNotices.Of(before, after) is { } notice)
                await outbox.AnnounceAsync(notice, cancel);
            try
            {
                await table.UpdateEntityAsync(TaskRow.From(after, new TaskKey(row.PartitionKey, row.RowKey)), row.ETag, TableUpdateMode.Replace, cancel);
                return after;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Somebody else changed it: look again and decide anew.
            }
        }
        return null;
    }

    /// <summary>Takes a task off the list of open ones: it ended without being taken off, or never came to be.</summary>
    public Task ForgetOpenAsync(string taskId, CancellationToken cancel) => table.DeleteEntityAsync(Open, taskId, ETag.All, cancel);

    /// <summary>Deletes a task and all that leads to it. The entry that the purge finds it by goes last, so that it is found again after a crash.</summary>
    public async Task DeleteAsync(TaskTrace trace, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var key = TaskKey.For(trace.TaskId, trace.HubId, trace.CreatedAt);
        await ForgetOpenAsync(trace.TaskId, cancel);
        await table.DeleteEntityAsync(key.Partition, key.Row, ETag.All, cancel);
        if (trace.Task is { } task)
            await table.DeleteEntityAsync(TaskLists.Actor(task.ActorId), key.Row, ETag.All, cancel);
        await table.DeleteEntityAsync($"id:{trace.TaskId}", "id", ETag.All, cancel);
        await table.DeleteEntityAsync(All, key.Row, ETag.All, cancel);
    }

    private async Task<AutomatedTask?> EndAsync(string taskId, Func<AutomatedTask, AutomatedTask?> end, CancellationToken cancel)
    {
        var ended = await ChangeAsync(taskId, end, cancel);
        if (ended is null)
            return null;
        await table.DeleteEntityAsync(Open, taskId, ETag.All, cancel);
        TaskMeters.Ended(ended);
        LogEnded(logger, ended.Id, ended.Status, ended.Failure?.Kind);
        return ended;
    }

    private async Task<TaskIndexRow> InsertPointerAsync(NewTask task, CancellationToken cancel)
    {
        var pointer = new TaskIndexRow { PartitionKey = $"id:{task.Id}", RowKey = "id", TaskId = task.Id, HubId = task.HubId, CreatedAt = clock.GetUtcNow() };
        try
        {
            await table.AddEntityAsync(pointer, cancel);
            return pointer;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // The first one who asked set the time, and with it the row's key.
            return await table.GetEntityAsync<TaskIndexRow>(pointer.PartitionKey, pointer.RowKey, cancellationToken: cancel);
        }
    }

    private async Task<TaskRow?> FindByIdAsync(string taskId, CancellationToken cancel)
    {
        var pointer = await table.GetEntityIfExistsAsync<TaskIndexRow>($"id:{taskId}", "id", cancellationToken: cancel);
        return pointer is { HasValue: true, Value: { } found } ? await FindRowAsync(TaskKey.For(taskId, found.HubId, found.CreatedAt), cancel) : null;
    }

    private async Task<TaskRow?> FindRowAsync(TaskKey key, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TaskRow>(key.Partition, key.Row, cancellationToken: cancel);
        return row.HasValue ? row.Value : null;
    }

    private static TaskIndexRow Index(string partition, string rowKey, TaskIndexRow pointer) =>
        new() { PartitionKey = partition, RowKey = rowKey, TaskId = pointer.TaskId, HubId = pointer.HubId, CreatedAt = pointer.CreatedAt };

    private static AutomatedTask New(NewTask task, TaskIndexRow pointer) => new()
    {
        Id = task.Id,
        Type = task.Type,
        Trigger = task.Trigger,
        HubId = pointer.HubId,
        ActorId = task.Actor.Id,
        ActorName = task.Actor.Name,
        Orchestrator = task.Orchestrator,
        RetryOf = task.RetryOf,
        Wish = task.Wish,
        ItemsTotal = task.Items,
        CreatedAt = pointer.CreatedAt,
        UpdatedAt = pointer.CreatedAt,
    };

    // However a task ends, it ends here, and an alert counts these lines (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Information, "Task {TaskId} ended as {Status} ({Failure})")]
    internal static partial void LogEnded(ILogger logger, string taskId, AutomatedTaskStatus status, FailureKind? failure);
}

/// <summary>A small row that leads to a task's row.</summary>
internal sealed class TaskIndexRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string TaskId { get; set; } = "";
    public string? HubId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
