using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Steering;

/// <summary>The Automation page.</summary>
public sealed class ListTasks(TaskAccess access, TaskLists lists, TaskResponses responses)
{
    /// <summary>Tasks, newest first, by hub, type and status.</summary>
    [ApiCall("List automated tasks, newest first", Answer = typeof(ListResponse<TaskResponse>), Query = ["hubId", "type", "status"])]
    [Function(nameof(ListTasks))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/tasks")] HttpRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var page = PageRequest.Of(request);
        var filter = new TaskFilter(Read<AutomatedTaskType>(request, "type"), Read<AutomatedTaskStatus>(request, "status"));
        var hubId = request.Query["hubId"].ToString();
        var caller = request.GetCaller();
        var scope = hubId.Length == 0 ? await access.ScopeAsync(caller, cancel) : await access.ScopeAsync(hubId, caller, cancel);
        if (page.Continuation is { } continuation && !TaskLists.IsContinuation(continuation))
            throw PageRequest.BadContinuation();

        var (tasks, next) = await lists.ListAsync(scope, filter, page.Limit, page.Continuation, cancel);
        return Results.Ok(new Page<TaskResponse>([.. tasks.Select(responses.Short)], next).ToList());
    }

    private static T? Read<T>(HttpRequest request, string field) where T : struct, Enum
    {
        var text = request.Query[field].ToString();
        if (text.Length == 0)
            return null;
        return Enum.GetNames<T>().Contains(text, StringComparer.Ordinal)
            ? Enum.Parse<T>(text)
            : throw FieldErrors.One(field, $"must be one of {string.Join(", ", Enum.GetNames<T>())}.");
    }
}
