using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Stops tasks of a hub that is being removed, and those that a stopped task waits for.</summary>
public sealed class TaskStopping(TaskLists lists, TasksTable tasks, TaskStarter starter, TaskWaker waker, TimeProvider clock)
{
    private const int PageSize = 100;

    private static readonly AutomatedTaskStatus[] open =
        [AutomatedTaskStatus.Pending, AutomatedTaskStatus.InProgress, AutomatedTaskStatus.WaitingForInput, AutomatedTaskStatus.WaitingForApproval];

    /// <summary>The tasks of a hub that have not ended, apart from one.</summary>
    public async Task<IReadOnlyList<AutomatedTask>> ListOpenAsync(string hubId, string? except, CancellationToken cancel)
    {
        var found = new List<AutomatedTask>();
        foreach (var status in open)
        {
            string? continuation = null;
            do
            {
                var (page, next) = await lists.ListAsync(new TaskScope(All: false, [hubId]), new TaskFilter(Status: status), PageSize, continuation, cancel);
                found.AddRange(page.Where(task => task.Id != except));
                continuation = next;
            }
            while (continuation is not null);
        }

        return [.. found.DistinctBy(task => task.Id)];
    }

    /// <summary>Asks a task to stop at its next safe point, on behalf of the removal. One that was never scheduled is: it ends by itself then.</summary>
    public async Task StopAsync(AutomatedTask other, AutomatedTask removal, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(removal);
        var decision = new RecordedDecision(DecisionKind.Cancelled, removal.ActorId, $"{removal.ActorName}, who removes the hub", clock.GetUtcNow()) { ForRemoval = true };
        await StopAsync(other, decision, client, cancel);
    }

    /// <summary>Passes on that a person stopped a task, to the one that it waits for the end of.</summary>
    public async Task StopPartAsync(string taskId, DurableTaskClient client, CancellationToken cancel)
    {
        if (await tasks.FindAsync(taskId, cancel) is { Cancellation: { } decision } task && PartOf(task) is { } id && await tasks.FindAsync(id, cancel) is { IsEnded: false } part)
            await StopAsync(part, decision, client, cancel);
    }

    /// <summary>The task that a task waits for the end of: a connection for its check, a removal for the one that takes seats away. Either may wait for a person for days.</summary>
    internal static string? PartOf(AutomatedTask task) => task.Type switch
    {
        AutomatedTaskType.ConnectHub => HubTasks.CheckOf(task.Id),
        AutomatedTaskType.RemoveHub => HubRemovals.RevocationOf(task.Id),
        _ => null,
    };

    private async Task StopAsync(AutomatedTask task, RecordedDecision decision, DurableTaskClient client, CancellationToken cancel)
    {
        if (task.Cancellation is null)
            await tasks.ChangeAsync(task.Id, row => TaskChanges.Cancel(row, decision), cancel);
        await starter.ScheduleIfMissingAsync(task, client, cancel);
        await waker.WakeAsync(task.Id, client, cancel);
    }
}
