using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Connects a business hub.</summary>
public sealed class ConnectHub(HubWishes wishes, HubReservations reservations, HubTasks tasks, IdempotencyKeys keys, TaskAnswers answers)
{
    /// <summary>Reserves what the hub needs, then starts to connect it.</summary>
    [ApiCall("Connect a hub", 202, Body = typeof(ConnectHubRequest), Answer = typeof(TaskResponse), TakesIdempotencyKey = true)]
    [Function(nameof(ConnectHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayConnectHubs(caller.Role), "connect hubs");
        if (!caller.IsPerson)
            throw new RefusedException(RefusalKind.NotAllowed, "Only a person connects a hub: whoever connects it becomes its Owner, and a service principal is never that.");
        var body = await RequestBody.ReadAsync<ConnectHubRequest>(request, cancel);
        // A hub that the same call made before is held against nothing: since then it may have got another account, and the first be deleted.
        if (await keys.FindAsync(request, caller, body, cancel) is { } known && await tasks.FindFirstAsync(known, cancel) is { } first)
            return await answers.AcceptedAsync(request, first, cancel);
        var wish = await wishes.CheckAsync(body, caller, cancel);

        // The key names the hub: a repeated call finds what the first one made, and finishes it where it was cut short.
        var hubId = await keys.ClaimAsync(request, caller, body, cancel) ?? Guid.NewGuid().ToString("N");
        var task = await reservations.ConnectAsync(hubId, wish, caller, client, cancel);
        return await answers.AcceptedAsync(request, task, cancel);
    }
}
