using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Storage;

/// <summary>Whose tasks are listed: everybody's, or those of some hubs together with those that one person started.</summary>
public sealed record TaskScope(bool All, IReadOnlyList<string> HubIds, string? ActorId = null);

/// <summary>Which tasks of the scope are wanted.</summary>
public sealed record TaskFilter(AutomatedTaskType? Type = null, AutomatedTaskStatus? Status = null);

/// <summary>The lists of tasks, newest first. The continuation is the last row key, which means the same in every partition.</summary>
public sealed class TaskLists(TableServiceClient service)
{
    /// <summary>Rows that one call looks at before it answers with what it has: a rare status must not become a scan without end.</summary>
    private const int MostLookedAt = 2_000;

    private readonly TableClient table = service.GetTableClient(TasksTable.Name);

    /// <summary>Whether a text can be a continuation that a list gave.</summary>
    public static bool IsContinuation(string text) => text is { Length: > 20 and < 200 } && text[..19].All(char.IsAsciiDigit) && text[19] == '-';

    /// <summary>One page of tasks.</summary>
    public async Task<(IReadOnlyList<AutomatedTask> Tasks, string? Continuation)> ListAsync(
        TaskScope scope, TaskFilter filter, int limit, string? continuation, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(filter);
        var partitions = Partitions(scope).Distinct(StringComparer.Ordinal).ToList();
        var found = new List<AutomatedTask>();
        var last = continuation;
        var lookedAt = 0;
        while (found.Count < limit && lookedAt < MostLookedAt)
        {
            var size = lookedAt == 0 ? limit : Math.Max(limit - found.Count, 100);
            var pages = await Task.WhenAll(partitions.Select(partition => PageAsync(partition, filter, last, size, cancel)));
            // A partition that gave a full page may have more: what lies beyond its end is left for the next round.
            var ends = pages.Where(page => page.HasMore).Select(page => page.LastRow).ToList();
            var horizon = ends.Count == 0 ? null : ends.Min(StringComparer.Ordinal);
            var merged = pages.SelectMany(page => page.Rows).Where(row => horizon is null || string.CompareOrdinal(row.RowKey, horizon) <= 0)
                .DistinctBy(row => row.RowKey).OrderBy(row => row.RowKey, StringComparer.Ordinal).ToList();
            foreach (var row in merged)
            {
                if (found.Count == limit)
                    return (found, last);
                last = row.RowKey;
                found.Add(row.ToTask());
            }
            if (horizon is null)
                return (found, null);
            last = horizon;
            lookedAt += pages.Sum(page => page.LookedAt);
        }
        return (found, last);
    }

    /// <summary>A hub's tasks of one type, newest first.</summary>
    public async IAsyncEnumerable<AutomatedTask> OfHubAsync(string hubId, AutomatedTaskType type, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TaskKey.Hub(hubId)}") + Columns(new TaskFilter(type));
        await foreach (var row in table.QueryAsync<TaskRow>(filter, cancellationToken: cancel))
            yield return row.ToTask();
    }

    /// <summary>Tasks that have not ended, in the order of their ids.</summary>
    public async IAsyncEnumerable<TaskTrace> OpenAsync(string? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TasksTable.Open} and RowKey gt {after ?? ""}");
        await foreach (var row in table.QueryAsync<TaskIndexRow>(filter, cancellationToken: cancel))
            yield return await TraceAsync(row, cancel);
    }

    /// <summary>Checks that the daily check started and that are at work, or wait for their turn; those that wait for a person are not counted.</summary>
    /// <param name="most">It counts no further than that.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task<int> CountDailyChecksAsync(int most, CancellationToken cancel) => OpenAsync(after: null, cancel)
        .Where(trace => trace.Task is { Type: AutomatedTaskType.CheckForUpdates, Trigger: TaskTrigger.DailyCheck, IsEnded: false, IsWaiting: false })
        .Take(most).CountAsync(cancel).AsTask();

    /// <summary>Some of the tasks that were made before a time.</summary>
    public async Task<IReadOnlyList<TaskTrace>> MadeBeforeAsync(DateTimeOffset time, int most, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {TasksTable.All} and RowKey gt {TaskKey.Reversed(time)}");
        var traces = new List<TaskTrace>();
        foreach (var row in await FirstAsync<TaskIndexRow>(filter, most, cancel))
            traces.Add(await TraceAsync(row, cancel));
        return traces;
    }

    /// <summary>The partition of one person's tasks.</summary>
    internal static string Actor(string actorId) => $"actor:{RowText.Key(actorId)}";

    private static IEnumerable<string> Partitions(TaskScope scope)
    {
        if (scope.All)
            return [TasksTable.All];
        var hubs = scope.HubIds.Select(TaskKey.Hub);
        return scope.ActorId is null ? hubs : hubs.Append(Actor(scope.ActorId));
    }

    private async Task<Page> PageAsync(string partition, TaskFilter filter, string? after, int limit, CancellationToken cancel)
    {
        var keys = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {after ?? ""}");
        if (partition.StartsWith("hub:", StringComparison.Ordinal))
        {
            var rows = await FirstAsync<TaskRow>(keys + Columns(filter), limit, cancel);
            return new Page(rows, rows.Count == limit, rows.LastOrDefault()?.RowKey, rows.Count);
        }
        var index = await FirstAsync<TaskIndexRow>(keys, limit, cancel);
        var tasks = new List<TaskRow?>();
        foreach (var chunk in index.Chunk(50))
            tasks.AddRange(await Task.WhenAll(chunk.Select(row => RowAsync(row, cancel))));
        var wanted = tasks.OfType<TaskRow>()
            .Where(row => (filter.Type is null || row.Type == filter.Type.ToString()) && (filter.Status is null || row.Status == filter.Status.ToString())).ToList();
        return new Page(wanted, index.Count == limit, index.LastOrDefault()?.RowKey, index.Count);
    }

    private static string Columns(TaskFilter filter) =>
        (filter.Type is { } type ? TableClient.CreateQueryFilter($" and Type eq {type.ToString()}") : "")
        + (filter.Status is { } status ? TableClient.CreateQueryFilter($" and Status eq {status.ToString()}") : "");

    private async Task<List<T>> FirstAsync<T>(string filter, int limit, CancellationToken cancel) where T : class, ITableEntity
    {
        var rows = new List<T>();
        await foreach (var row in table.QueryAsync<T>(filter, maxPerPage: limit, cancellationToken: cancel))
        {
            rows.Add(row);
            if (rows.Count == limit)
                break;
        }
        return rows;
    }

    private async Task<TaskRow?> RowAsync(TaskIndexRow index, CancellationToken cancel)
    {
        var key = TaskKey.For(index.TaskId, index.HubId, index.CreatedAt);
        var row = await table.GetEntityIfExistsAsync<TaskRow>(key.Partition, key.Row, cancellationToken: cancel);
        return row.HasValue ? row.Value : null;
    }

    private async Task<TaskTrace> TraceAsync(TaskIndexRow index, CancellationToken cancel) =>
        new(index.TaskId, index.HubId, index.CreatedAt, (await RowAsync(index, cancel))?.ToTask());

    private sealed record Page(IReadOnlyList<TaskRow> Rows, bool HasMore, string? LastRow, int LookedAt);
}

/// <summary>What leads to a task; without one, the insert was cut short before the task's row.</summary>
public sealed record TaskTrace(string TaskId, string? HubId, DateTimeOffset CreatedAt, AutomatedTask? Task);
