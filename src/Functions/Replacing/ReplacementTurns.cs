using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Takes a hub for one step of a replacement, also where it was never connected. What is not free is told and not waited for: the orchestrator waits.</summary>
public sealed class ReplacementTurns(HubPointers pointers, TasksTable tasks, TimeProvider clock)
{
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(2);

    /// <summary>The hub and the task, or why not.</summary>
    public async Task<(Hub? Hub, AutomatedTask? Task, StepTrouble? Trouble)> TakeAsync(AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var task = await tasks.FindAsync(step.TaskId, cancel);
        if (step.StopOf(task) is { } stopped)
            return (null, task, new StepTrouble(stopped));
        if (await pointers.TakeAsync(step.HubId, step.TaskId, cancel) is { } hub)
            return (hub, task, null);
        if (await pointers.FindAsync(step.HubId, cancel) is null)
            return (null, task, new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is gone.")));
        await tasks.ReportAsync(step.TaskId, step.ExecutionId, "Waits for another task of the hub", cancel);
        return (null, task, new StepTrouble(NotBefore: clock.GetUtcNow() + lookAgain));
    }
}
