using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Backups.Restoring;

/// <summary>
/// Tasks that had been asked for and had not begun when the backup was made. The watchdog would begin them as soon as the app starts,
/// days later perhaps, and nobody would expect a removal then: so they are cancelled, in the way in which it closes what is abandoned,
/// which gives back what they held: their hub's state, an account. What had begun it closes as failed by itself.
/// </summary>
internal sealed class UnbegunTasks(TaskLists lists, AbandonedTasks abandoned)
{
    /// <summary>The ids of those that were cancelled.</summary>
    public async Task<IReadOnlyList<string>> CancelAsync(CancellationToken cancel)
    {
        var unbegun = await lists.OpenAsync(after: null, cancel).Where(trace => trace.Task is { Status: AutomatedTaskStatus.Pending }).ToListAsync(cancel);
        foreach (var task in unbegun.Select(trace => trace.Task).OfType<AutomatedTask>())
        {
            var why = new Failure(FailureKind.Cancelled, Detail: "It had not begun when the backup was made that was restored. Ask again where it is still wanted.");
            await abandoned.CloseAsync(task, new TaskOutcome(task.Id, task.ExecutionId ?? "", AutomatedTaskStatus.Cancelled, why), cancel);
        }

        return [.. unbegun.Select(trace => trace.TaskId)];
    }
}
