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
public sealed class RetryPreviews(TaskRetries retries, TaskItemsTable items, HubsTable hubs, ChangePlans plans, CheckBlobs blobs)
{
    /// <summary>The plan of the rest.</summary>
    public async Task<ChangePlanResponse> OfAsync(AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.Type.SendsChanges() || task is not { HubId: { } hubId, Wish: { } reference })
            throw FieldErrors.One("dryRun", $"is taken here for tasks that invite, remove or change roles, and this one is {task.Type}; nothing was done.");
        var last = await retries.LastAsync(task, cancel);
        var hub = await hubs.GetAsync(hubId, cancel) ?? throw new RefusedException(RefusalKind.StageNotAllowed, "The hub is removed.");
        var left = (await items.LoadAsync(last.Id, cancel)).Values.Where(item => item.Status != TaskItemStatus.Completed).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var wish = await blobs.ReadAsync<ChangeWish>(reference, cancel);
        return ChangePlanViews.Of(await plans.MakeAsync(hub, "", wish with { People = [.. wish.People.Where(person => left.Contains(person.ItemId))] }, cancel));
    }
}
