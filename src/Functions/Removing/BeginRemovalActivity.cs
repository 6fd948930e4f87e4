using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Removing;

/// <summary>Makes sure that the hub is being removed by this task, and tells who asked for it.</summary>
public sealed class BeginRemovalActivity(HubRemovals removals, TasksTable tasks, CheckBlobs blobs, ActivityTable activity)
{
    /// <summary>Begins; a second time, the same comes of it.</summary>
    [Function(nameof(BeginRemovalActivity))]
    public async Task<RemovalBegun> Run([ActivityTrigger] AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var task = await tasks.FindAsync(step.TaskId, cancel);
        if (task is null || step.StopOf(task) is not null)
            return new RemovalBegun(new StepTrouble(step.StopOf(task)));
        if (await removals.TakeAsync(task, cancel) is not { } hub)
            return new RemovalBegun(new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is removed already, or by another task.")));

        var wish = await blobs.ReadAsync<RemovalWish>(task.Wish ?? "", cancel);
        var asked = $"members {(wish.RevokeMembers ? "invited by Seatkeeper removed" : "kept")}, connected accounts {(wish.DeleteAccounts ? "deleted" : "kept")}";
        await activity.AppendAsync(hub.Id, new ActivityEntry($"{task.Id}:asked", task.CreatedAt, task.ActorId, task.ActorName, "hubRemovalBegun", hub.Label, After: asked, TaskId: task.Id), cancel);
        return new RemovalBegun();
    }
}
