using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Approves a plan: what the guard stopped, or who would leave by a read of the directory.</summary>
public sealed class ApproveTask(TaskAccess access, TaskDecisions decisions)
{
    /// <summary>Goes on with the plan that the person saw, and with no other.</summary>
    [ApiCall("Approve the plan that a task waits with", 202, Body = typeof(ApproveRequest), Answer = typeof(TaskResponse))]
    [Function(nameof(ApproveTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/approve")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Approve, caller, cancel);
        if (!caller.IsPerson)
            throw new RefusedException(RefusalKind.NotAllowed, "Only a person approves: whoever would lose a seat or leave was stopped so that somebody looks at the list.");
        var approval = await RequestBody.ReadAsync<ApproveRequest>(request, cancel);
        if (string.IsNullOrEmpty(approval.PlanDigest))
            throw FieldErrors.One("planDigest", "is missing: name the digest of the plan that you saw.");
        return await decisions.AnswerAsync(task, DecisionKind.Approved, approval.PlanDigest, caller, client, cancel);
    }
}
