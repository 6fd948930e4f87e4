using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Protecting;

/// <summary>Protects a person's own account: a strong password, and two-factor authentication.</summary>
public sealed class ProtectAccount(AccountTasks tasks, TaskAnswers answers)
{
    /// <summary>A task with two items. Asked again after one that was cut short, it goes on where that stopped.</summary>
    [ApiCall("Give one's own account a strong password and two-factor authentication in the app", 202, Answer = typeof(TaskResponse), DryRun = typeof(ProtectionPlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(ProtectAccount))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/accounts/{id}/protect")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        if (TeamPreviews.IsDryRun(request))
            return Results.Ok(await tasks.PreviewProtectionAsync(id, caller, cancel));
        return await answers.StartAsync(request, caller, body: null, () => tasks.StartAsync(id, new AccountWish(AutomatedTaskType.ProtectAccount, caller), client, cancel), cancel);
    }
}
