using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Tries a notification target.</summary>
public sealed class TestNotificationTarget(TargetCalls calls, WebhookSender sender, TargetBook book)
{
    /// <summary>Sends one signed <c>test</c>, now and once, and tells what came of it. Where it goes well, a disabled target is in use again.</summary>
    [ApiCall("Sends a test to a notification target", Answer = typeof(NotificationTestResponse))]
    [Function(nameof(TestNotificationTarget))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/notification-targets/{id}/test")] HttpRequest request, string id, CancellationToken cancel)
    {
        var target = await calls.OpenAsync(request, id, HubAccess.Manage, cancel);
        var now = book.Now;
        var name = NotificationEvents.NameOf(NotificationEvent.Test);
        var message = new NotificationMessage(
            $"test:{Guid.NewGuid():N}", name, now, target.HubId is { } hubId ? new NotificationHub(hubId) : null, Link: $"/api/v1/notification-targets/{id}");
        var delivery = new Delivery(id, message.Id, name, NoticeReading.TextOf(message), now, now, now);

        var outcome = await sender.SendAsync(target, await sender.SecretOfAsync(target, cancel), delivery, cancel);
        await book.NoteAsync(target, outcome.Delivered ? new TargetNews(book.Now) : new TargetNews(null, book.Now, outcome.Failure), cancel);
        if (outcome.Delivered && target.DisabledAt is not null)
            await book.EnableAsync(target, request.GetCaller(), cancel);
        return Results.Ok(new NotificationTestResponse(outcome.Delivered, delivery.Id, outcome.Status, outcome.Failure));
    }
}
