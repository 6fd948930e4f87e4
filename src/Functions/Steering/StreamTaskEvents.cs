using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>A task's progress as server-sent events.</summary>
public sealed class StreamTaskEvents(TaskAccess access, TasksTable tasks, TaskResponses responses, TimeProvider clock)
{
    /// <summary>The task as it stands, then again at every change, until it has ended.</summary>
    [ApiCall("Follow a task as server-sent events", Answer = typeof(TaskResponse), AnswerTypes = ["text/event-stream"])]
    [Function(nameof(StreamTaskEvents))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/tasks/{id}/events")] HttpRequest request, string id, CancellationToken cancel)
    {
        var task = await access.ReadAsync(id, request.GetCaller(), cancel);
        return new TaskEventStream(task, tasks, responses, clock);
    }
}

/// <summary>
/// Looks at the row once a second: whoever changes it may be another instance of the app. A comment goes out when nothing else does,
/// so that nothing on the way takes the connection for dead. After some minutes the stream ends, and the client comes again:
/// by then its key may have been revoked.
/// </summary>
internal sealed class TaskEventStream(AutomatedTask first, TasksTable tasks, TaskResponses responses, TimeProvider clock) : IResult
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.WriteAsync("retry: 2000\n\n", httpContext.RequestAborted);
            await FollowAsync(response, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to tell.
        }
    }

    private async Task FollowAsync(HttpResponse response, CancellationToken cancel)
    {
        var task = first;
        var began = clock.GetTimestamp();
        var sent = began;
        await WriteAsync(response, "task", task, cancel);
        while (!task.IsEnded && clock.GetElapsedTime(began) < Longest)
        {
            await Task.Delay(Poll, clock, cancel);
            if (await tasks.FindAsync(task.Id, cancel) is not { } now)
                return;
            if (now.UpdatedAt != task.UpdatedAt)
            {
                task = now;
                await WriteAsync(response, "task", task, cancel);
                sent = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(sent) >= Heartbeat)
            {
                await response.WriteAsync(": still here\n\n", cancel);
                await response.Body.FlushAsync(cancel);
                sent = clock.GetTimestamp();
            }
        }
        if (task.IsEnded)
            await WriteAsync(response, "end", task, cancel);
    }

    private async Task WriteAsync(HttpResponse response, string name, AutomatedTask task, CancellationToken cancel)
    {
        var data = JsonSerializer.Serialize(responses.Short(task), ApiJson.Options);
        await response.WriteAsync($"event: {name}\nid: {task.UpdatedAt.UtcTicks}\ndata: {data}\n\n", cancel);
        await response.Body.FlushAsync(cancel);
    }
}
