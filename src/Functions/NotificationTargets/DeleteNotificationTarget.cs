using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Deletes a notification target with its secret and everything that was to be sent to it.</summary>
public sealed class DeleteNotificationTarget(TargetCalls calls, NotificationTargetsTable targets, OutboxDeliveries deliveries, ISecretStore secrets, TargetBook book)
{
    /// <summary>It is disabled first, and its row goes last: a call that was cut short is finished by the same call again.</summary>
    [ApiCall("Deletes a notification target", StatusCodes.Status204NoContent)]
    [Function(nameof(DeleteNotificationTarget))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/notification-targets/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var target = await calls.OpenAsync(request, id, HubAccess.Manage, cancel);
        await targets.DisableAsync(id, book.Now, cancel);
        await secrets.DeleteAsync(target.SecretName, cancel);
        await deliveries.DeleteAllAsync(id, cancel);
        await book.RecordAsync(target, request.GetCaller(), "notificationTargetRemoved", cancel);
        await targets.DeleteAsync(id, cancel);
        return Results.NoContent();
    }
}
