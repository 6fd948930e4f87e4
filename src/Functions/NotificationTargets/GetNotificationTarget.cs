using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Shows one notification target.</summary>
public sealed class GetNotificationTarget(TargetCalls calls)
{
    /// <summary>How its last calls went, and how many dead letters it has.</summary>
    [ApiCall("Shows a notification target", Answer = typeof(NotificationTargetResponse))]
    [Function(nameof(GetNotificationTarget))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/notification-targets/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        Results.Ok(await calls.ShowAsync(await calls.OpenAsync(request, id, HubAccess.Read, cancel), cancel));
}
