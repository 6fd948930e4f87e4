using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>What came of the tasks that a run started, told as the items of the run: it calls nothing done that they did not do.</summary>
public sealed class EffectOutcomes(TasksTable tasks, TaskItemsTable items, CheckBlobs blobs, TaskWaker waker, TimeProvider clock)
{
    private const string LeftToOthers = "The grants were as they should be. What failed in the app is done again by a retry of the task that failed there.";

    /// <summary>Asks tasks to stop that a run started, for what stopped the run.</summary>
    public async Task StopAsync(IEnumerable<string> taskIds, Failure why, bool forRemoval, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(why);
        var decision = new RecordedDecision(DecisionKind.Cancelled, "", why.Detail ?? "the run that started it", clock.GetUtcNow()) { ForRemoval = forRemoval };
        foreach (var id in taskIds)
        {
            if (await tasks.ChangeAsync(id, task => TaskChanges.Cancel(task, decision), cancel) is { } stopped)
                await waker.WakeAsync(stopped.Id, client, cancel);
        }
    }

    /// <summary>The tasks of the plan that a run began and did not start to its end.</summary>
    public async Task<IReadOnlyList<string>> BegunAsync(DirtyHub? hub, string runId, CancellationToken cancel)
    {
        if (hub is not { Begun: { } plan } || hub.TaskId != runId)
            return [];
        var started = new List<string>();
        foreach (var id in EffectStarts.IdsOf(hub.HubId, await blobs.ReadAsync<StoredProvision>(plan, cancel)))
        {
            if (await tasks.FindAsync(id, cancel) is not null)
                started.Add(id);
        }

        return started;
    }

    /// <summary>Ends the run's items.</summary>
    public async Task<IReadOnlyCollection<TaskItem>> SettleAsync(ProvisionEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var outcomes = new List<Outcome>();
        foreach (var id in end.TaskIds)
            outcomes.AddRange(await OfAsync(id, cancel));
        var byPerson = outcomes.ToLookup(outcome => outcome.UserId, StringComparer.Ordinal);

        var open = (await items.LoadAsync(end.Step.TaskId, cancel)).Values.Where(item => item.Status == TaskItemStatus.Pending);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(open, limit, async (item, stop) =>
        {
            var ended = End(item, [.. byPerson[item.Id]], end.Stopped);
            await items.ChangeAsync(end.Step.TaskId, item.Id, now => now with { Status = ended.Status, Result = ended.Result, Failure = ended.Failure }, stop);
        });
        return [.. (await items.LoadAsync(end.Step.TaskId, cancel)).Values];
    }

    private static TaskItem End(TaskItem item, List<Outcome> outcomes, Failure? stopped)
    {
        if (outcomes.Count == 0)
        {
            return stopped is null
                ? item with { Status = TaskItemStatus.Failed, Failure = new Failure(FailureKind.ConcurrentChange, Detail: LeftToOthers) }
                : item with { Status = TaskItemStatus.Cancelled, Failure = stopped };
        }

        var worst = outcomes.MaxBy(outcome => outcome.Item.Status) ?? outcomes[0];
        return worst.Item.Status switch
        {
            TaskItemStatus.Completed => item with { Status = TaskItemStatus.Completed, Result = worst.Item.Result, Failure = null },
            TaskItemStatus.Cancelled => item with { Status = TaskItemStatus.Cancelled, Result = worst.Item.Result, Failure = worst.Item.Failure },
            _ => item with { Status = TaskItemStatus.Failed, Result = worst.Item.Result, Failure = worst.Item.Failure ?? new Failure(FailureKind.Unexpected) },
        };
    }

    private async Task<IEnumerable<Outcome>> OfAsync(string taskId, CancellationToken cancel)
    {
        if (await tasks.FindAsync(taskId, cancel) is not { Wish: { } reference } task)
            return [];
        var wish = await blobs.ReadAsync<ChangeWish>(reference, cancel);
        var ended = await items.LoadAsync(taskId, cancel);
        return wish.People.Where(person => person.HolderId is not null && ended.ContainsKey(person.ItemId)).Select(person => new Outcome(person.HolderId ?? "", Of(task, ended[person.ItemId])));
    }

    // Whoever is not done by the end of the run is told with the task that they wait for.
    private static TaskItem Of(AutomatedTask task, TaskItem item)
    {
        if (item.Status != TaskItemStatus.Pending)
            return item with { Result = $"{item.Result} (task {task.Id})".TrimStart() };
        if (task.Cancellation is not null && item.IntentAt is null)
            return item with { Status = TaskItemStatus.Cancelled, Failure = new Failure(FailureKind.Cancelled, Detail: $"Was asked to stop: task {task.Id}.") };
        var why = task.IsWaiting ? $"Waits for a person: task {task.Id}." : $"Is still under way: task {task.Id}.";
        return item with { Status = TaskItemStatus.Failed, Failure = (task.Failure ?? new Failure(task.IsWaiting ? FailureKind.GuardTripped : FailureKind.DeadlineExceeded)) with { Detail = why } };
    }

    private sealed record Outcome(string UserId, TaskItem Item);
}
