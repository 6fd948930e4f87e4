using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
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
    public Task<IResult> StartAsync(HttpRequest request, Caller caller, object? body, Func<Task<AutomatedTask>> start, CancellationToken cancel) =>
        StartAsync(request, caller, body, _ => start(), cancel);

    /// <summary>Starts work that is made anew by every call: its task is named by the claimed key, so that it is found also where its start was not noted.</summary>
    /// <param name="request">The call.</param>
    /// <param name="caller">Who is calling.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="start">Starts the work, or finds what was started by the claimed key, which is null where the call has none.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IResult> StartAsync(HttpRequest request, Caller caller, object? body, Func<string?, Task<AutomatedTask>> start, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(start);
        var key = await keys.ClaimAsync(request, caller, body, cancel);
        if (key is not null && await hubs.FindStartedAsync(key, cancel) is { } known && await tasks.FindAsync(known, cancel) is { } earlier)
            return await AcceptedAsync(request, earlier, cancel);

        var task = await start(key);
        if (key is not null)
            await hubs.PutStartedAsync(key, task.Id, cancel);
        return await AcceptedAsync(request, task, cancel);
    }

    /// <summary>
    /// Starts work that takes away what the call has to find: that it was there is noted before anything is taken, so that the same call, cut
    /// short and repeated, is not refused for want of what it took itself.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="caller">Who is calling.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="require">Refuses where something is not there; asked no more once an earlier call with the key has begun.</param>
    /// <param name="take">Takes it, told whether an earlier call has begun to.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task<IResult> TakeAsync(HttpRequest request, Caller caller, object? body, Func<Task> require, Func<bool, Task<AutomatedTask>> take, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(require);
        ArgumentNullException.ThrowIfNull(take);
        return StartAsync(request, caller, body, BeginAsync, cancel);

        async Task<AutomatedTask> BeginAsync(string? key)
        {
            if (key is not null && await hubs.HasBegunAsync(key, cancel))
                return await take(true);
            await require();
            if (key is not null)
                await hubs.PutBegunAsync(key, cancel);
            try
            {
                return await take(false);
            }
            catch (RefusedException) when (key is not null)
            {
                // Somebody else was faster. Said again, it is looked at as the first time: what is gone by then, this call did not take.
                await hubs.ForgetBegunAsync(key, cancel);
                throw;
            }
        }
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
