using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Removing;

namespace Seatkeeper.Functions.Steering;

/// <summary>Stops a task.</summary>
public sealed class CancelTask(TaskAccess access, TaskDecisions decisions, TaskStopping stopping)
{
    /// <summary>Asks the task to stop at its next safe point; what was done stays done.</summary>
    [ApiCall("Ask a task to stop", 202, Answer = typeof(TaskResponse))]
    [Function(nameof(CancelTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/tasks/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var task = await access.SteerAsync(id, TaskAction.Cancel, caller, cancel);
        var answer = await decisions.CancelAsync(task, caller, client, cancel);
        await stopping.StopPartAsync(task.Id, client, cancel);
        return answer;
    }
}
