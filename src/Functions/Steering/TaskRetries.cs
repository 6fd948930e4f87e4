using System.Globalization;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Does a task again that ended without success: as a new task with the number after it, for the items that did not succeed.</summary>
public sealed class TaskRetries(TasksTable tasks, RetryRest rest, TaskStarter starter, HubPointers pointers, AccountsTable accounts)
{
    /// <summary>Starts the retry, or gives the one that is under way.</summary>
    public async Task<AutomatedTask> RetryAsync(AutomatedTask task, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        await RefuseWhereGoneAsync(task, cancel);
        var last = task;
        while (true)
        {
            if (!TaskTransitions.MayAsk(TaskAction.Retry, last.Status))
                return Refuse(task, last);
            var id = NextId(last);
            var next = await tasks.FindAsync(id, cancel);
            if (next is null)
                return await StartAsync(last, id, by, client, cancel);
            if (!next.IsEnded)
            {
                await starter.ScheduleIfMissingAsync(next, client, cancel);
                return next;
            }
            last = next;
        }
    }

    /// <summary>The last try of a task, where that may be done again.</summary>
    /// <exception cref="RefusedException">It ended well or has not ended, or its hub is gone.</exception>
    public async Task<AutomatedTask> LastAsync(AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        await RefuseWhereGoneAsync(task, cancel);
        var last = task;
        while (await tasks.FindAsync(NextId(last), cancel) is { } next)
            last = next;
        return TaskTransitions.MayAsk(TaskAction.Retry, last.Status) ? last : Refuse(task, last);
    }

    /// <summary>The id of a task's next try: `task-2`, `task-3`.</summary>
    internal static string NextId(AutomatedTask task)
    {
        var end = task.Id.LastIndexOf('-');
        if (task.RetryOf is not null && int.TryParse(task.Id.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return string.Create(CultureInfo.InvariantCulture, $"{task.Id.AsSpan(0, end)}-{number + 1}");
        return $"{task.Id}-2";
    }

    // A hub that is being removed is worked on by its removal alone.
    private async Task RefuseWhereGoneAsync(AutomatedTask task, CancellationToken cancel)
    {
        if (task.HubId is not { } hubId)
            return;
        if (await pointers.FindAsync(hubId, cancel) is not { } hub)
            throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is removed.");
        if (task.Type != AutomatedTaskType.RemoveHub)
            HubCalls.RefuseIfRemoving(hub);
    }

    private static AutomatedTask Refuse(AutomatedTask task, AutomatedTask last) => throw new RefusedException(
        RefusalKind.StageNotAllowed,
        last.Id == task.Id ? $"The task is {task.Status}: only one that ended without success is done again." : $"The task was done again already, by {last.Id}, which is {last.Status}.");

    private async Task<AutomatedTask> StartAsync(AutomatedTask failed, string id, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        // First, for it may be refused.
        var wish = await rest.KeepWishAsync(failed, cancel);
        // A change waits for its hub by itself, and a probe for the workspace.
        if (failed.HubId is { } hubId && failed.Type.HoldsHub())
            await TakeHubAsync(hubId, id, cancel);
        else if (failed.HubId is { } other)
            await AllowSignInAsync(other, cancel);
        // A sync finds out anew who is concerned.
        var copied = failed.Type == AutomatedTaskType.SyncDirectory ? 0 : await rest.CopyItemsAsync(failed.Id, id, cancel);
        return await starter.StartAsync(new NewTask(id, failed.Type, failed.Trigger, failed.HubId, by, failed.Orchestrator, failed.Id, wish, copied), client, cancel);
    }

    private async Task AllowSignInAsync(string hubId, CancellationToken cancel)
    {
        if (await pointers.FindAsync(hubId, cancel) is { } hub)
            await accounts.AllowSignInAtOnceAsync(hub.AutomationAccountId, cancel);
    }

    private async Task TakeHubAsync(string hubId, string id, CancellationToken cancel)
    {
        var hub = await pointers.TakeAsync(hubId, id, cancel)
            ?? throw new RefusedException(RefusalKind.StageNotAllowed, "Another task works on the hub; retry when it has ended.");
        // A person asks, so the account may sign in without the usual spacing.
        await accounts.AllowSignInAtOnceAsync(hub.AutomationAccountId, cancel);
    }
}
