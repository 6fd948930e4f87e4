using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Steering;

/// <summary>What a task does for each person.</summary>
public sealed class ListTaskItems(TaskAccess access, TaskItemsTable items)
{
    /// <summary>A page of the task's items.</summary>
    [ApiCall("What a task does for each person", Answer = typeof(ListResponse<TaskItemResponse>))]
    [Function(nameof(ListTaskItems))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/tasks/{id}/items")] HttpRequest request, string id, CancellationToken cancel)
    {
        var page = PageRequest.Of(request);
        var task = await access.ReadAsync(id, request.GetCaller(), cancel);
        var (found, next) = await items.ListAsync(task.Id, page.Limit, page.Continuation, cancel);
        return Results.Ok(new Page<TaskItemResponse>([.. found.Select(item => TaskResponses.Of(task, item))], next).ToList());
    }
}
