using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>Records where a task stands: what it does, or what it asks a person.</summary>
public sealed class MarkTaskActivity(TasksTable tasks)
{
    /// <summary>False where the task has ended, or is another execution's.</summary>
    [Function(nameof(MarkTaskActivity))]
    public Task<bool> Run([ActivityTrigger] TaskMark mark, CancellationToken cancel) => tasks.MarkAsync(mark, cancel);
}
