using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Steering;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Answers calls that start automation: 202, the task, where to follow it, and when to look.</summary>
public sealed class TaskAnswers(IdempotencyKeys keys, TaskResponses responses, TasksTable tasks, HubsTable hubs)
{
    private const string LookAgainAfterSeconds = "2";

    /// <summary>Starts work, once for each idempotency key: the same key gives the task that it gave the first time.</summary>
    /// <param name="request">The call.</param>
    /// <param name="caller">Who is calling.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="start">Starts the work, or finds what is under way.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IResult> StartAsync(HttpRequest request, Caller caller, object? body, Func<Task<AutomatedTask>> start, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(start);
        var key = await keys.ClaimAsync(request, caller, body, cancel);
        if (key is not null && await hubs.FindStartedAsync(key, cancel) is { } known && await tasks.FindAsync(known, cancel) is { } earlier)
            return await AcceptedAsync(request, earlier, cancel);

        var task = await start();
        if (key is not null)
            await hubs.PutStartedAsync(key, task.Id, cancel);
        return await AcceptedAsync(request, task, cancel);
    }

    /// <summary>202 with a task.</summary>
    public async Task<IResult> AcceptedAsync(HttpRequest request, AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(task);
        request.HttpContext.Response.Headers.RetryAfter = LookAgainAfterSeconds;
        return Results.Accepted($"/api/v1/tasks/{task.Id}", await responses.FullAsync(task, cancel));
    }
}
