using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Sends dead letters again.</summary>
public sealed class RedeliverNotifications(TargetCalls calls, OutboxDeliveries deliveries, TargetBook book)
{
    private const int MostAtOnce = 1_000;

    /// <summary>From now on they are tried as if they were new, under the same delivery ids. What is no dead letter is passed over.</summary>
    [ApiCall("Sends again what was given up", Body = typeof(RedeliverRequest), MayLackBody = true, Answer = typeof(RedeliverResponse))]
    [Function(nameof(RedeliverNotifications))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/notification-targets/{id}/redeliver")] HttpRequest request, string id, CancellationToken cancel)
    {
        var target = await calls.OpenAsync(request, id, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadBytesAsync(request, cancel);
        var ids = body.IsEmpty ? null : RequestBody.Parse<RedeliverRequest>(body).Ids;
        if (ids is { Count: 0 or > MostAtOnce } || ids?.Any(one => !IsId(one)) == true)
            throw FieldErrors.One("ids", $"must be left away, or hold 1 to {MostAtOnce} ids of dead letters.");
        if (target.DisabledAt is not null)
            throw new RefusedException(new Refusal(
                RefusalKind.StageNotAllowed, "The target is disabled, for it answered that it is gone. A test that goes well takes it into use again.",
                Link: $"/api/v1/notification-targets/{id}/test"));

        var revived = 0;
        foreach (var dead in await FindAsync(id, ids, cancel))
            revived += await deliveries.ReviveAsync(dead, book.Now, cancel) ? 1 : 0;
        if (revived > 0)
            await book.RecordAsync(target, request.GetCaller(), "notificationsRedelivered", cancel);
        return Results.Ok(new RedeliverResponse(revived));
    }

    private async Task<IReadOnlyList<Delivery>> FindAsync(string id, IReadOnlyList<string>? ids, CancellationToken cancel)
    {
        if (ids is null)
            return (await deliveries.DeadAsync(id, new PageRequest(MostAtOnce, null), cancel)).Items;
        var found = new List<Delivery>();
        foreach (var one in ids.Distinct(StringComparer.Ordinal))
        {
            if (await deliveries.FindDeadAsync(id, one, cancel) is { } dead)
                found.Add(dead);
        }
        return found;
    }

    // What a row key can hold; anything else was never an id.
    private static bool IsId(string? text) => text is { Length: > 0 and <= 300 } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':');
}
