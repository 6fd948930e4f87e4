using Grpc.Core;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Seatkeeper.Functions.Tasks;

/// <summary>Tells a task's orchestration to look at its row again.</summary>
public sealed partial class TaskWaker(ILogger<TaskWaker> logger)
{
    /// <summary>
    /// Raises the wake event. Never fails: the decision is in the row already, an instance that has ended needs no waking,
    /// and one that could not be reached now is woken by the watchdog.
    /// </summary>
    public async Task WakeAsync(string taskId, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            await client.RaiseEventAsync(taskId, TaskEvents.Wake, eventPayload: null, cancel);
        }
        catch (RpcException e)
        {
            LogNotWoken(taskId, e.StatusCode);
        }
    }

    [LoggerMessage(LogLevel.Information, "Task {TaskId} was not woken: {Status}")]
    private partial void LogNotWoken(string taskId, StatusCode status);
}
