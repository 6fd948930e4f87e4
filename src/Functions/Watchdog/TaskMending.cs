using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Mends one task.</summary>
public sealed class TaskMending(TaskStarter starter, TaskWaker waker, AbandonedTasks abandoned, Examination examination, TimeProvider clock)
{
    /// <summary>How old the trace of a task without a row has to be before it counts as left over: an insert takes moments.</summary>
    private static readonly TimeSpan InsertTime = TimeSpan.FromHours(1);

    /// <summary>Does what the task's row and instance ask for.</summary>
    public Task MendAsync(TaskTrace trace, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Task is { IsEnded: false } task)
            return MendAsync(task, client, cancel);
        return trace.Task is null && trace.CreatedAt + InsertTime > clock.GetUtcNow() ? Task.CompletedTask : abandoned.ForgetAsync(trace.TaskId, cancel);
    }

    private async Task MendAsync(AutomatedTask task, DurableTaskClient client, CancellationToken cancel)
    {
        var diagnosis = await examination.OfAsync(task, client, cancel);
        switch (diagnosis.Treatment)
        {
            case Treatment.Schedule:
                await starter.ScheduleIfMissingAsync(task, client, cancel);
                break;
            case Treatment.Wake:
                await waker.WakeAsync(task.Id, client, cancel);
                break;
            case Treatment.Close:
                await abandoned.CloseAsync(task, diagnosis.Outcome(task), cancel);
                break;
            case Treatment.Stop:
                await abandoned.StopAsync(task, diagnosis.Outcome(task), client, cancel);
                break;
            default:
                break;
        }
    }
}
