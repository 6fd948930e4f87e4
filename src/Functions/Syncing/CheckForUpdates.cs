using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Starts a check for updates on demand.</summary>
public sealed class CheckForUpdates(HubCalls calls, HubTasks tasks, TaskAnswers answers)
{
    /// <summary>The new task, or the one that is under way.</summary>
    [ApiCall("Check a hub for updates", 202, Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(CheckForUpdates))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/updates")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        return await answers.StartAsync(
            request, call.Caller, body: null, () => tasks.StartCheckAsync(hub, TaskTrigger.Api, call.Caller, client, cancel), cancel);
    }
}
