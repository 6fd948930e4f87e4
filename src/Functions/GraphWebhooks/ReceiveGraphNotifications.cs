using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>Microsoft Graph tells that people or groups changed.</summary>
public sealed class ReceiveGraphNotifications(NotificationIntake intake)
{
    /// <summary>202 once they are stored.</summary>
    [ApiCall("Takes notifications of Microsoft Graph", StatusCodes.Status202Accepted, EchoOf = ValidationEcho.Parameter)]
    [Function(nameof(ReceiveGraphNotifications))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/webhooks/graph")] HttpRequest request, CancellationToken cancel) =>
        intake.TakeAsync(request, isLifecycle: false, cancel);
}
