using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>The last step of every task.</summary>
public sealed partial class CloseTaskActivity(TasksTable tasks, ILogger<CloseTaskActivity> logger)
{
    /// <summary>Ends the task; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(CloseTaskActivity))]
    public async Task Run([ActivityTrigger] TaskOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (await tasks.CloseAsync(outcome, cancel) is not null)
            LogEnded(outcome.TaskId, outcome.Status.ToString(), outcome.Failure?.Kind.ToString());
    }

    [LoggerMessage(LogLevel.Information, "Task {TaskId} ended as {Status} ({Failure})")]
    private partial void LogEnded(string taskId, string status, string? failure);
}
