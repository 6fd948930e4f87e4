using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>The last step of a check: the hub says how it went and is free again, and the task's row is closed.</summary>
public sealed class FinishCheckActivity(HubPointers pointers, TasksTable tasks, CheckFollowers followers, TimeProvider clock)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    /// <returns>A check that waited and is superseded by this one's success, to be woken; or null.</returns>
    [Function(nameof(FinishCheckActivity))]
    public async Task<string?> Run([ActivityTrigger] RunEnd end, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { } task || task.ExecutionId != executionId)
            return null;

        // The hub before the row: the row that is closed tells everybody that nothing more happens.
        // Once the hub is free of the task this step was here before, so failures are counted once.
        var superseded = await pointers.LetGoAsync(hubId, taskId, end.Status == AutomatedTaskStatus.Completed, free => After(free, taskId, end), cancel);
        if (end.Status == AutomatedTaskStatus.Completed && await pointers.FindAsync(hubId, cancel) is { } hub)
            await followers.StartAsync(hub, client, cancel);

        await tasks.CloseAsync(new TaskOutcome(taskId, executionId, end.Status, end.Failure), cancel);
        return superseded;
    }

    private Hub After(Hub free, string taskId, RunEnd end) => end switch
    {
        { Status: AutomatedTaskStatus.Failed, Failure: { } failure } => HubHealth.AfterFailedCheck(free, failure, clock.GetUtcNow()),
        { Status: AutomatedTaskStatus.Cancelled } => HubHealth.AfterStopped(free, taskId),
        _ => free,
    };
}

/// <summary>Starts what a good check leads to.</summary>
public sealed class CheckFollowers(AutomaticLeavers leavers, AcceptedRoles roles, ProvisionRuns runs)
{
    /// <summary>Starts it; a second time nothing happens.</summary>
    public async Task StartAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        await leavers.RemoveAsync(hub, client, cancel);
        await roles.FollowAsync(hub, client, cancel);
        await runs.StartAfterReadAsync(hub.Id, client, cancel);
    }
}
