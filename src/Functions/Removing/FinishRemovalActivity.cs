using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>
/// The last step of a removal, under the workspace's lease, so that nobody writes to it any more: from its first write on there is no
/// way back. Killed anywhere in between, the next try finds what is done and does the rest.
/// </summary>
public sealed class FinishRemovalActivity(HubAutomation automation, HubRows rows, HubBelongings belongings, CheckBlobs blobs, ActivityTable activity)
{
    /// <summary>Removes the hub; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishRemovalActivity))]
    public async Task<HubGone> Run([ActivityTrigger] AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (await rows.Tasks.FindAsync(step.TaskId, cancel) is not { IsEnded: false } task || task.ExecutionId != step.ExecutionId)
            return new HubGone();
        if (await rows.Hubs.GetAsync(step.HubId, cancel) is not { Removal: { } removal } hub || removal.TaskId != task.Id)
            return new HubGone(new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another task removes the hub, or nobody does.")));

        if (hub.State != HubState.Removed)
        {
            var (removed, trouble) = await automation.WithLeaseAsync(hub, step, (_, stop) => RemoveAsync(hub.Id, task, stop), cancel);
            if (removed is null)
                return new HubGone(trouble);
            hub = removed;
        }

        var kept = await KeptAsync(hub.Id, task, cancel);

        // What is left of the hub says when it was removed, so that it is told once however often it is tried.
        var entry = new ActivityEntry($"{task.Id}:removed", hub.Removal?.FinalAt ?? task.CreatedAt, task.ActorId, task.ActorName, "hubRemoved", hub.Label, Before: hub.Identifier, After: kept, TaskId: task.Id);
        await activity.AppendAsync(hub.Id, entry, cancel);
        if (kept is not null)
            await rows.Tasks.MarkAsync(new TaskMark(task.Id, step.ExecutionId, AutomatedTaskStatus.InProgress, kept), cancel);
        await rows.Tasks.CloseAsync(new TaskOutcome(task.Id, step.ExecutionId, AutomatedTaskStatus.Completed), cancel);
        return new HubGone();
    }

    // The activity names them, one by one; the accounts themselves are the hub's no more.
    private async Task<string?> KeptAsync(string hubId, AutomatedTask task, CancellationToken cancel)
    {
        if (!(await blobs.ReadAsync<RemovalWish>(task.Wish ?? "", cancel)).DeleteAccounts)
            return null;
        var kept = await belongings.CountKeptAsync(hubId, cancel);
        return kept == 0 ? null : $"Connected accounts that were kept, because their owners have nowhere else what signs in to them: {kept}";
    }

    private async Task<Hub> RemoveAsync(string hubId, AutomatedTask task, CancellationToken cancel)
    {
        var wish = await blobs.ReadAsync<RemovalWish>(task.Wish ?? "", cancel);
        var isFirst = false;
        var final = await rows.Hubs.ChangeAsync(hubId, now =>
        {
            isFirst = false;
            if (now.Removal is not { FinalAt: null } removal || removal.TaskId != task.Id)
                return now;
            isFirst = true;
            return now with { Removal = removal with { FinalAt = automation.Now } };
        }, cancel);
        if (final?.Removal is not { FinalAt: not null } mine || mine.TaskId != task.Id)
            throw new AppFailureException(new Failure(FailureKind.Cancelled, Detail: "Another task removes the hub."));
        if (isFirst)
            await TurnBackIfStoppedAsync(hubId, task.Id, cancel);

        await belongings.GiveAwayAsync(final, task, wish, cancel);
        return await rows.Hubs.ChangeAsync(hubId, Tombstone, cancel) ?? final;
    }

    // Whoever asked it to stop before there was no way back was told that it would; nothing has been given away yet.
    private async Task TurnBackIfStoppedAsync(string hubId, string taskId, CancellationToken cancel)
    {
        if ((await rows.Tasks.FindAsync(taskId, cancel))?.Cancellation is not { } by)
            return;
        await rows.Hubs.ChangeAsync(hubId, now => now.Removal is { } removal && removal.TaskId == taskId ? now with { Removal = removal with { FinalAt = null } } : now, cancel);
        throw new AppFailureException(new Failure(FailureKind.Cancelled, Detail: $"Stopped by {by.ByName}."));
    }

    // Its tasks and activity are read by the row, and nothing else is.
    private static Hub Tombstone(Hub hub) => hub with
    {
        State = HubState.Removed,
        Workspace = null,
        WantedWorkspace = null,
        OperatorEmail = null,
        Trouble = null,
        ActiveTaskId = null,
        WaitingTaskId = null,
        Begun = null,
        LastCheck = null,
    };
}

/// <summary>Rows of hubs and of their tasks.</summary>
public sealed record HubRows(HubsTable Hubs, TasksTable Tasks);
