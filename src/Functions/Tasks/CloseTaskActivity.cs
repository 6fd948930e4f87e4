using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>The last step of a task that has nothing else to settle.</summary>
public sealed class CloseTaskActivity(TasksTable tasks)
{
    /// <summary>Ends the task; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(CloseTaskActivity))]
    public Task Run([ActivityTrigger] TaskOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return tasks.CloseAsync(outcome, cancel);
    }
}
