using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Looks at the tasks that have not ended, and mends what is wrong. Every step may be done twice, or by two at once.</summary>
public sealed partial class TaskSweep(TaskLists lists, TaskMending mending, WatchdogTable state, IOptions<WatchdogOptions> options, ILogger<TaskSweep> logger)
{
    private const string Position = "sweep";

    /// <summary>One bounded sweep; the next one goes on where this one stopped.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancel)
    {
        var position = await state.ReadAsync(Position, cancel);
        var looked = 0;
        string? last = null;
        DateTimeOffset? oldest = null;
        await foreach (var trace in lists.OpenAsync(position.Text, cancel))
        {
            await LookAtAsync(trace, client, cancel);
            last = trace.TaskId;
            if (trace.Task is { IsEnded: false, IsWaiting: false } task && !(task.CreatedAt >= oldest))
                oldest = task.CreatedAt;
            if (++looked == options.Value.TasksPerSweep)
                break;
        }
        TaskMeters.OldestOpen(oldest);

        // Past the end the next sweep begins anew. Where another sweep was faster, its position is as good as this one.
        await state.TryWriteAsync(position with { Text = looked == options.Value.TasksPerSweep ? last : null }, cancel);
    }

    private async Task LookAtAsync(TaskTrace trace, DurableTaskClient client, CancellationToken cancel)
    {
        try
        {
            await mending.MendAsync(trace, client, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Broad, because one task that cannot be mended must not keep the watchdog from the others; the next sweep tries again.
            LogNotMended(trace.TaskId, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "The watchdog could not look after task {TaskId}")]
    private partial void LogNotMended(string taskId, Exception e);
}
