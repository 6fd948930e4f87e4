using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Stops every other task of the hub, and takes the hub once they have ended.</summary>
public sealed class StopHubTasksActivity(TaskStopping stopping, HubPointers pointers, TasksTable tasks, TimeProvider clock)
{
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Whether they have ended; they are told to, however often it is asked.</summary>
    [Function(nameof(StopHubTasksActivity))]
    public async Task<TasksStopped> Run([ActivityTrigger] AutomationStep step, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var task = await tasks.FindAsync(step.TaskId, cancel);
        if (task is null || step.StopOf(task) is not null)
            return new TasksStopped(new StepTrouble(step.StopOf(task)));

        var others = await stopping.ListOpenAsync(step.HubId, step.TaskId, cancel);
        foreach (var other in others)
            await stopping.StopAsync(other, task, client, cancel);
        if (others.Count == 0 && await pointers.TakeAsync(step.HubId, step.TaskId, cancel) is not null)
            return new TasksStopped();
        if (await pointers.FindAsync(step.HubId, cancel) is null)
            return new TasksStopped(new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is gone.")));
        await tasks.ReportAsync(step.TaskId, step.ExecutionId, $"Waits until {others.Count} other tasks of the hub have stopped", cancel);
        return new TasksStopped(new StepTrouble(NotBefore: clock.GetUtcNow() + lookAgain));
    }
}
