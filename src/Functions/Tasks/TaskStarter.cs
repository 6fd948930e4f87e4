using System.Text.RegularExpressions;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>Starts tasks so that asking twice is asking once, whatever the host does with a second start of one instance.</summary>
public sealed partial class TaskStarter(TasksTable tasks, ILogger<TaskStarter> logger)
{
    /// <summary>Whether a text can be a task's id.</summary>
    public static bool IsId(string text) => ValidId().IsMatch(text);

    /// <summary>
    /// Inserts the row, and only then schedules the orchestration under the task's id. Asked again, it schedules again where the
    /// instance is missing: a process may have died between the two.
    /// </summary>
    /// <returns>The task as it stands.</returns>
    public async Task<AutomatedTask> StartAsync(NewTask task, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!IsId(task.Id))
            throw new ArgumentException($"\"{task.Id}\" cannot be a task's id: letters, digits, '-' and '_' only, at most 100.", nameof(task));
        var (row, inserted) = await tasks.InsertAsync(task, cancel);
        if (inserted)
            await ScheduleAsync(row, client, cancel);
        else
            await ScheduleIfMissingAsync(row, client, cancel);
        return row;
    }

    /// <summary>Schedules a task that waits to begin and has no instance.</summary>
    /// <returns>True where it was scheduled.</returns>
    public async Task<bool> ScheduleIfMissingAsync(AutomatedTask task, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(client);
        if (task.Status != Domain.Tasks.AutomatedTaskStatus.Pending || await client.GetInstanceAsync(task.Id, cancel) is not null)
            return false;
        LogScheduledAgain(task.Id);
        await ScheduleAsync(task, client, cancel);
        return true;
    }

    // Whether a second start is refused, ignored or replaces the first differs from host to host. The claim decides who does the
    // task, so a refusal says only that somebody else was faster.
    private static async Task ScheduleAsync(AutomatedTask task, DurableTaskClient client, CancellationToken cancel)
    {
        var options = new StartOrchestrationOptions(task.Id).WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
            OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(task.Orchestrator, new TaskReference(task.Id, task.HubId), options, cancel);
        }
        catch (OrchestrationAlreadyExistsException)
        {
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists || e.Status.Detail.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidId();

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} was recorded but had no instance; it is scheduled again")]
    private partial void LogScheduledAgain(string taskId);
}
