using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Looks whether a task has ended, or waits for a person.</summary>
public sealed class LookAtTaskActivity(TasksTable tasks)
{
    /// <summary>A task that is gone has ended.</summary>
    [Function(nameof(LookAtTaskActivity))]
    public async Task<SettledTask> Run([ActivityTrigger] TaskReference task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new SettledTask(await tasks.FindAsync(task.TaskId, cancel) is not { IsEnded: false, IsWaiting: false });
    }
}
