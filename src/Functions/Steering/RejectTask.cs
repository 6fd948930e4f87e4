using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Rejects a plan.</summary>
public sealed class RejectTask(TaskAccess access, TaskDecisions decisions)
{
    /// <summary>The plan is not applied, and the task ends.</summary>
    [ApiCall("Reject the plan that a task waits with", 202, Answer = typeof(TaskResponse))]
    [Function(nameof(RejectTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/reject")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Reject, caller, cancel);
        return await decisions.AnswerAsync(task, DecisionKind.Rejected, planDigest: null, caller, client, cancel);
    }
}
