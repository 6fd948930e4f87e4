using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Steering;

/// <summary>Does a task again.</summary>
public sealed class RetryTask(TaskAccess access, TaskRetries retries, AccountTasks ownAccounts, TaskAnswers answers, RetryPreviews previews)
{
    /// <summary>Starts a new task for what did not succeed, or gives the one that does so already.</summary>
    [ApiCall("Do a task again that ended without success", 202, Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(RetryTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Retry, caller, cancel);
        if (TeamPreviews.IsDryRun(request))
            return Results.Ok(await previews.OfAsync(task, cancel));
        return await answers.StartAsync(request, caller, body: null, () => AgainAsync(task, caller, client, cancel), cancel);
    }

    // With a person's own account, the next task goes on where the last one stopped, whichever was the last.
    private Task<AutomatedTask> AgainAsync(AutomatedTask task, Caller caller, DurableTaskClient client, CancellationToken cancel)
    {
        if (!task.Type.ConcernsOwnAccount())
            return retries.RetryAsync(task, caller, client, cancel);
        if (!TaskTransitions.MayAsk(TaskAction.Retry, task.Status))
            throw new RefusedException(RefusalKind.StageNotAllowed, $"The task is {task.Status}: only one that ended without success is done again.");
        return ownAccounts.StartAsync(AccountTasks.AccountOf(task.Id), new AccountWish(task.Type, caller, task.Id), client, cancel);
    }
}

/// <summary>What doing a change of members again would do, for those who did not succeed; nothing is started.</summary>
public sealed class RetryPreviews(TaskRetries retries, RetryRest rest, HubsTable hubs, ChangePlans plans)
{
    /// <summary>The plan of the rest.</summary>
    public async Task<ChangePlanResponse> OfAsync(AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.Type.SendsChanges() || task is not { HubId: { } hubId, Wish: { } reference })
            throw FieldErrors.One("dryRun", $"is taken here for tasks that invite, remove or change roles, and this one is {task.Type}; nothing was done.");
        var last = await retries.LastAsync(task, cancel);
        var hub = await hubs.GetAsync(hubId, cancel) ?? throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is removed.");
        return ChangePlanViews.Of(await plans.MakeAsync(hub, "", await rest.ChangesAsync(last, last.Wish ?? reference, cancel), cancel));
    }
}

/// <summary>What a retry takes over from the try before it: whom it is for, and what is wished for them.</summary>
public sealed class RetryRest(TasksTable tasks, TaskItemsTable items, HubsTable hubs, CheckBlobs blobs, RemovalUndos undos)
{
    /// <summary>Where the wish of the next try is kept.</summary>
    /// <exception cref="RefusedException">409: it undoes a removal, and that can be undone no more.</exception>
    public async Task<string?> KeepWishAsync(AutomatedTask failed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return RemovalUndos.IsUndo(failed) && failed is { HubId: { } hubId, Wish: { } reference }
            ? await blobs.WriteAsync(hubId, "wish", await UndoAnewAsync(await blobs.ReadAsync<ChangeWish>(reference, cancel), await items.LoadAsync(failed.Id, cancel), cancel), cancel)
            : failed.Wish;
    }

    /// <summary>What is wished for those who did not succeed.</summary>
    /// <exception cref="RefusedException">409: it undoes a removal, and that can be undone no more.</exception>
    public async Task<ChangeWish> ChangesAsync(AutomatedTask failed, string reference, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(failed);
        var tried = await items.LoadAsync(failed.Id, cancel);
        var left = tried.Values.Where(item => item.Status != TaskItemStatus.Completed).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var wish = await blobs.ReadAsync<ChangeWish>(reference, cancel);
        if (RemovalUndos.IsUndo(failed))
            wish = await UndoAnewAsync(wish, tried, cancel);
        return wish with { People = [.. wish.People.Where(person => left.Contains(person.ItemId))] };
    }

    /// <summary>Puts the items of those who did not succeed into the new task.</summary>
    /// <returns>How many.</returns>
    public async Task<int> CopyItemsAsync(string from, string to, CancellationToken cancel)
    {
        var copied = 0;
        string? continuation = null;
        do
        {
            var (page, next) = await items.ListAsync(from, 1000, continuation, cancel);
            var again = page.Where(item => item.Status != TaskItemStatus.Completed).Select(item => Again(item, to)).ToList();
            await items.InsertAsync(to, again, cancel);
            copied += again.Count;
            continuation = next;
        }
        while (continuation is not null);
        return copied;
    }

    // What an undo found when it was asked for is as old as that: its time may be over, and more may have happened to the seats.
    private async Task<ChangeWish> UndoAnewAsync(ChangeWish wish, IReadOnlyDictionary<string, TaskItem> tried, CancellationToken cancel)
    {
        if (wish.Undoes is not { } removal)
            throw new RefusedException(RefusalKind.StageNotAllowed, "The version that started it did not note which removal it undoes; add the people instead.");
        var undone = await tasks.FindAsync(removal, cancel) ?? throw new RefusedException(RefusalKind.StageNotAllowed, "The removal is kept no more; add the people instead.");
        var hub = await hubs.GetAsync(undone.HubId ?? "", cancel) ?? throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is removed.");
        return await undos.OfAsync(hub, undone, tried, cancel);
    }

    // The intent comes along: whether the effect took place before the failure is what the new run looks at first. No list tells
    // whether an invitation was sent again, so of that nothing comes along: the person asked once more, and it is sent once more.
    // Nor does whether the seat may have been taken: the earlier task has told and counted that.
    private static TaskItem Again(TaskItem item, string taskId)
    {
        var again = item with { TaskId = taskId, Status = TaskItemStatus.Pending, Failure = null, Result = null, Outcome = null, Evidence = [], LeaseToken = 0, SeatIntentAt = null, IsOthers = false };
        return item.Action == nameof(ChangeAction.ResendInvitation) ? again with { IntentAt = null, SentAt = null, OperationId = null } : again;
    }
}
