using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Steering;

/// <summary>Does a task again.</summary>
public sealed class RetryTask(TaskAccess access, TaskRetries retries, AccountTasks ownAccounts, TaskAnswers answers)
{
    /// <summary>Starts a new task for what did not succeed, or gives the one that does so already.</summary>
    [ApiCall("Do a task again that ended without success", 202, Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(RetryTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Retry, caller, cancel);
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
