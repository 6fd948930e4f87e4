using System.Globalization;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Starts syncs: one at a time, so that of ten who ask at once all get the same task. One that waits for a person holds up nobody.</summary>
public sealed class DirectorySyncs(GraphConnection graph, DirectoryStateTable state, TasksTable tasks, TaskStarter starter, TaskWaker waker)
{
    private const int MostTries = 20;

    /// <summary>Starts a sync, or gives the one under way.</summary>
    /// <exception cref="RefusedException">No tenant is connected.</exception>
    public async Task<AutomatedTask> StartAsync(TaskTrigger trigger, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        if (!graph.IsConnected)
            throw new RefusedException(RefusalKind.StageNotAllowed, "No Microsoft Entra tenant is connected: set Graph__TenantId. People are imported, or added by hand.");
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var pointer = await state.ReadPointerAsync(cancel);
            if (pointer.TaskId is { } active && await tasks.FindAsync(active, cancel) is var running && running is null or { IsEnded: false })
                return running ?? await starter.StartAsync(New(active, trigger, by), client, cancel);
            var id = string.Create(CultureInfo.InvariantCulture, $"directory-sync-{pointer.Runs + 1}");
            if (await state.TryWriteAsync(pointer with { TaskId = id, Runs = pointer.Runs + 1 }, cancel))
                return await starter.StartAsync(New(id, trigger, by), client, cancel);
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "Syncs are being started by others at the same time.");
    }

    /// <summary>Takes the directory for a task, where no other one works on it.</summary>
    public async Task<bool> TakeAsync(string taskId, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var pointer = await state.ReadPointerAsync(cancel);
            if (pointer.TaskId == taskId)
                return true;
            if (pointer.TaskId is { } other && await tasks.FindAsync(other, cancel) is { IsEnded: false })
                return false;
            if (await state.TryWriteAsync(pointer with { TaskId = taskId }, cancel))
                return true;
        }

        return false;
    }

    /// <summary>Lets the directory go.</summary>
    /// <param name="taskId">The task that had it.</param>
    /// <param name="waits">It waits for a person now; whichever waited before is asked no more.</param>
    /// <param name="client">Wakes that one.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task LetGoAsync(string taskId, bool waits, DurableTaskClient client, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var pointer = await state.ReadPointerAsync(cancel);
            var after = pointer with { TaskId = pointer.TaskId == taskId ? null : pointer.TaskId, WaitingTaskId = waits ? taskId : pointer.WaitingTaskId == taskId ? null : pointer.WaitingTaskId };
            if (after == pointer || await state.TryWriteAsync(after, cancel))
            {
                if (waits && pointer.WaitingTaskId is { } older && older != taskId)
                    await SupersedeAsync(older, taskId, client, cancel);
                return;
            }
        }

        throw new TransientException("Which sync is under way is being changed by others at the same time.");
    }

    /// <summary>Another sync whose question to a person is open, or answered and not carried out yet; or null.</summary>
    /// <param name="except">Who asks.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<AutomatedTask?> FindQuestionAsync(string except, CancellationToken cancel) =>
        (await state.ReadPointerAsync(cancel)).WaitingTaskId is { } id && id != except && await tasks.FindAsync(id, cancel) is { IsEnded: false } task ? task : null;

    /// <summary>Ends an open question of another sync that is about nobody any more.</summary>
    /// <param name="by">The sync that found so.</param>
    /// <param name="client">Wakes the other one.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task CloseQuestionAsync(string by, DurableTaskClient client, CancellationToken cancel)
    {
        if (await FindQuestionAsync(by, cancel) is { Cancellation: null } open)
            await SupersedeAsync(open.Id, by, client, cancel);
    }

    private async Task SupersedeAsync(string older, string by, DurableTaskClient client, CancellationToken cancel)
    {
        // What a person has answered is carried out.
        if (await tasks.FindAsync(older, cancel) is not { IsEnded: false, Decision: null } task)
            return;
        var decision = new RecordedDecision(DecisionKind.Cancelled, "", $"a newer sync ({by})", task.UpdatedAt);
        if (await tasks.ChangeAsync(older, row => TaskChanges.Cancel(row, decision), cancel) is not null)
            await waker.WakeAsync(older, client, cancel);
    }

    private static NewTask New(string id, TaskTrigger trigger, Caller by) => new(id, AutomatedTaskType.SyncDirectory, trigger, HubId: null, by, nameof(SyncDirectoryOrchestrator));
}
