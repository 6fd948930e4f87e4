using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>The last step of a run: its items are ended by what its tasks did, the hub is free again, and the task's row is closed.</summary>
public sealed class FinishProvisionActivity(EffectOutcomes outcomes, HubPointers pointers, DirtyHubsTable hubs, TasksTable tasks, ProvisionRuns runs)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishProvisionActivity))]
    public async Task<ProvisionDone> Run([ActivityTrigger] ProvisionEnd end, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (await tasks.FindAsync(end.Step.TaskId, cancel) is not { } task || task.ExecutionId != end.Step.ExecutionId || task.IsEnded)
            return new ProvisionDone(AutomatedTaskStatus.Cancelled);

        // What was begun and not started to its end is planned anew by the next run; what is under way of it is stopped, and told as this run's.
        var begun = end.Stopped is null ? [] : await outcomes.BegunAsync(await hubs.FindAsync(end.Step.HubId, cancel), task.Id, cancel);
        if (end.Stopped is { } why)
            await outcomes.StopAsync(why.Kind == FailureKind.Cancelled ? end.TaskIds.Union(begun, StringComparer.Ordinal) : begun, why, await IsForRemovalAsync(task, cancel), client, cancel);
        var items = await outcomes.SettleAsync(end with { TaskIds = [.. end.TaskIds.Union(begun, StringComparer.Ordinal)] }, cancel);

        // The hub before the row: the row that is closed tells everybody that nothing more happens.
        await pointers.LetGoAsync(end.Step.HubId, task.Id, supersedes: false, free => free, cancel);
        var left = end.Stopped is { } failure
            ? await hubs.ChangeAsync(end.Step.HubId, hub => Task.FromResult(hub.TaskId == task.Id ? LetGo(hub, task, failure) : null), cancel)
            : null;
        var counts = new TaskCounts(items.Count, items.Count(item => item.Status == TaskItemStatus.Completed), items.Count(item => item.Status == TaskItemStatus.Failed));
        var outcome = Judge(end, counts);
        await tasks.CloseAsync(outcome, cancel);
        if (left is { IsMarkedSinceStop: true } && !task.IsStoppedForRemoval)
            await runs.RestartAsync(left, client, cancel);
        return new ProvisionDone(outcome.Status);
    }

    // A run may see that the hub is being removed before the removal stops it.
    private async Task<bool> IsForRemovalAsync(AutomatedTask task, CancellationToken cancel) =>
        task.IsStoppedForRemoval || (task.Cancellation is null && await pointers.FindAsync(task.HubId ?? "", cancel) is { State: HubState.Removing });

    // What a person stopped, the next change starts again, also one that came before the run had stopped; what failed, the watchdog does, later and later, and at once what a removal
    // of the hub stopped that did not come about.
    private DirtyHub LetGo(DirtyHub hub, AutomatedTask task, Failure failure)
    {
        var free = hub with { TaskId = null };
        return failure.Kind == FailureKind.Cancelled
            ? free with { IsStopped = task.Cancellation is not null && !hub.IsMarkedSinceStop && !task.IsStoppedForRemoval }
            : free with { Failures = hub.Failures + 1, NotBefore = runs.NextTry(hub.Failures) };
    }

    private static TaskOutcome Judge(ProvisionEnd end, TaskCounts counts)
    {
        var outcome = new TaskOutcome(end.Step.TaskId, end.Step.ExecutionId, AutomatedTaskStatus.Completed, end.Stopped, counts);
        if (end.Stopped is { } stopped)
            return outcome with { Status = stopped.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed };
        return counts.Done == counts.Total ? outcome : outcome with { Status = AutomatedTaskStatus.CompletedWithErrors };
    }
}
