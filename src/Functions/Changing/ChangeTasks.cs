using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Takes a hub for one step of a change. What is not free is told and not waited for: the orchestrator waits.</summary>
public sealed class ChangeTasks(HubPointers pointers, TasksTable tasks, TimeProvider clock)
{
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(2);

    /// <summary>The time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Takes the hub, where no other task works on it.</summary>
    public async Task<(TakenHub? Taken, StepTrouble? Trouble)> TakeAsync(AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var task = await tasks.FindAsync(step.TaskId, cancel);
        var stopped = step.StopOf(task);
        if (task is null || stopped is not null)
            return (null, new StepTrouble(stopped));
        if (await pointers.TakeAsync(step.HubId, step.TaskId, cancel) is { } hub)
            return hub.Workspace is { } workspace ? (new TakenHub(hub, workspace, task), null) : Failed(FailureKind.WorkspaceNotChosen, "The hub is not connected.");
        if (await pointers.FindAsync(step.HubId, cancel) is null)
            return Failed(FailureKind.Cancelled, "The hub is gone.");
        await tasks.ReportAsync(step.TaskId, step.ExecutionId, "Waits for another task of the hub", cancel);
        return (null, new StepTrouble(NotBefore: Now + lookAgain));
    }

    /// <summary>Records where the task stands.</summary>
    public Task MarkAsync(TaskMark mark, CancellationToken cancel) => tasks.MarkAsync(mark, cancel);

    private static (TakenHub?, StepTrouble?) Failed(FailureKind kind, string detail) => (null, new StepTrouble(new Failure(kind, Detail: detail)));
}

/// <summary>A hub that a task works on, with its pinned workspace.</summary>
public sealed record TakenHub(Hub Hub, AppWorkspace Workspace, AutomatedTask Task);
