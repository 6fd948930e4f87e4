using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Steering;

/// <summary>One task.</summary>
public sealed class GetTask(TaskAccess access, TaskResponses responses)
{
    /// <summary>The task, with what is to be approved while it waits for that.</summary>
    [ApiCall("One automated task", Answer = typeof(TaskResponse))]
    [Function(nameof(GetTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/tasks/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var task = await access.ReadAsync(id, request.GetCaller(), cancel);
        return Results.Ok(await responses.FullAsync(task, cancel));
    }
}
