using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Verifying;

/// <summary>Verifies the credentials of a person's own account by a real sign-in.</summary>
public sealed class VerifyAccount(AccountTasks tasks, TaskAnswers answers)
{
    /// <summary>A task that signs in once. What the app rejected before is not tried again.</summary>
    [ApiCall("Sign in once with one's own account, to see whether its credentials are right", 202, Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(VerifyAccount))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/accounts/{id}/verify")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        return await answers.StartAsync(request, caller, body: null, () => tasks.StartAsync(id, new AccountWish(AutomatedTaskType.VerifyAccount, caller), client, cancel), cancel);
    }
}
