using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>The last step of matching: what was not begun is told, the hub is free again, and the task's row is closed.</summary>
public sealed class FinishMatchingActivity(TaskItemsTable items, HubPointers pointers, TasksTable tasks)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishMatchingActivity))]
    public async Task Run([ActivityTrigger] MatchesEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { } task || task.ExecutionId != executionId || task.IsEnded)
            return;

        foreach (var left in (await items.LoadAsync(taskId, cancel)).Values.Where(item => item.Status == TaskItemStatus.Pending))
            await items.ChangeAsync(taskId, left.Id, item => item with { Status = TaskItemStatus.Cancelled, Failure = end.Stopped ?? new Failure(FailureKind.Cancelled) }, cancel);
        var all = (await items.LoadAsync(taskId, cancel)).Values.ToList();
        var counts = new TaskCounts(all.Count, all.Count(item => item.Status == TaskItemStatus.Completed), all.Count(item => item.Status == TaskItemStatus.Failed));

        // The hub before the row: the row that is closed tells everybody that nothing more happens.
        await pointers.LetGoAsync(hubId, taskId, supersedes: false, free => free, cancel);
        await tasks.CloseAsync(Judge(end, counts, all.Select(item => item.Failure).FirstOrDefault(failure => failure is not null)), cancel);
    }

    private static TaskOutcome Judge(MatchesEnd end, TaskCounts counts, Failure? first)
    {
        var outcome = new TaskOutcome(end.Step.TaskId, end.Step.ExecutionId, AutomatedTaskStatus.Completed, Items: counts);
        if (end.Stopped is { } stopped)
            return outcome with { Status = stopped.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed, Failure = stopped };
        if (counts.Done == counts.Total)
            return outcome;
        return counts.Done > 0 ? outcome with { Status = AutomatedTaskStatus.CompletedWithErrors } : outcome with { Status = AutomatedTaskStatus.Failed, Failure = first ?? new Failure(FailureKind.Unexpected) };
    }
}
