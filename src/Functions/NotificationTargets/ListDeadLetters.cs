using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Lists what a target was not told in the end.</summary>
public sealed class ListDeadLetters(TargetCalls calls, OutboxDeliveries deliveries)
{
    /// <summary>One page, in the order of their ids.</summary>
    [ApiCall("Lists notifications that were given up", Answer = typeof(ListResponse<DeadLetterResponse>))]
    [Function(nameof(ListDeadLetters))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/notification-targets/{id}/dead-letters")] HttpRequest request, string id, CancellationToken cancel)
    {
        await calls.OpenAsync(request, id, HubAccess.Read, cancel);
        var page = await deliveries.DeadAsync(id, PageRequest.Of(request), cancel);
        return Results.Ok(page.Select(Show).ToList());
    }

    private static DeadLetterResponse Show(Notifications.Delivery dead) =>
        new(dead.NoticeId, dead.Event, dead.MadeAt, dead.EndedAt ?? dead.MadeAt, dead.Attempts, dead.LastFailure, dead.Body);
}
