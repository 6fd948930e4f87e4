using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Says that what a task waited for was done.</summary>
public sealed class AnswerTask(TaskAccess access, TaskDecisions decisions)
{
    /// <summary>
    /// The task goes on, and signs in at once. It carries nothing secret: what the site wanted is done at the site, or by changing
    /// the account's credentials or session.
    /// </summary>
    [ApiCall("Say that what a task waited for was done", 202, Answer = typeof(TaskResponse))]
    [Function(nameof(AnswerTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/answer")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Answer, caller, cancel);
        return await decisions.AnswerAsync(task, DecisionKind.Answered, planDigest: null, caller, client, cancel);
    }
}
