using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>Microsoft Graph tells that a subscription needs something, or that notifications were lost.</summary>
public sealed class ReceiveGraphLifecycle(NotificationIntake intake)
{
    /// <summary>202 once it is stored.</summary>
    [ApiCall("Takes notifications of Microsoft Graph about its subscriptions", StatusCodes.Status202Accepted, EchoOf = ValidationEcho.Parameter)]
    [Function(nameof(ReceiveGraphLifecycle))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/webhooks/graph/lifecycle")] HttpRequest request, CancellationToken cancel) =>
        intake.TakeAsync(request, isLifecycle: true, cancel);
}
