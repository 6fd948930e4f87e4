using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Adds an address that notifications are sent to; the only answer that shows its secret.</summary>
public sealed class CreateNotificationTarget(NotificationTargetsTable targets, ISecretStore secrets, HubCalls hubs, TargetWishes wishes, TargetBook book)
{
    private const int SecretBytes = 32;

    /// <summary>The secret is stored first: a crash in between leaves a secret too many, never a target without one.</summary>
    [ApiCall("Adds a notification target; its secret is shown once", StatusCodes.Status201Created, Body = typeof(CreateNotificationTargetRequest), Answer = typeof(NotificationTargetResponse))]
    [Function(nameof(CreateNotificationTarget))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/notification-targets")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        var body = await RequestBody.ReadAsync<CreateNotificationTargetRequest>(request, cancel);
        if (body.HubId is { } hubId)
            await hubs.OpenAsync(request, hubId, HubAccess.Manage, cancel);
        else
            caller.Require(AccessRules.MayTellOfAllHubs(caller.Role), "add notification targets for all hubs; name a hub of yours");
        await wishes.CheckAsync(body, cancel);

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var target = new NotificationTarget(
            Guid.NewGuid().ToString("N"), body.Url ?? "", body.HubId, body.Label?.Trim(), TargetWishes.EventsOf(body), caller.Id, book.Now);
        await secrets.SetAsync(target.SecretName, secret, cancel);
        await targets.AddAsync(target, cancel);
        await book.RecordAsync(target, caller, "notificationTargetAdded", cancel);
        return Results.Created($"/api/v1/notification-targets/{target.Id}", TargetCalls.Show(target, deadLetters: 0) with { Secret = secret });
    }
}
