using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Lists notification targets, without their secrets.</summary>
public sealed class ListNotificationTargets(TargetCalls calls)
{
    /// <summary>Those of the caller's hubs, or of one of them; for the workspace Owner also those of all hubs.</summary>
    [ApiCall("Lists notification targets", Answer = typeof(ListResponse<NotificationTargetResponse>), Query = ["hubId"])]
    [Function(nameof(ListNotificationTargets))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/notification-targets")] HttpRequest request, CancellationToken cancel)
    {
        var hubId = request.Query["hubId"].ToString();
        var found = await calls.ListAsync(request.GetCaller(), hubId.Length == 0 ? null : hubId, cancel);
        var page = found.ToPage(target => target.Id, PageRequest.Of(request));
        var shown = new List<NotificationTargetResponse>();
        foreach (var target in page.Items)
            shown.Add(await calls.ShowAsync(target, cancel));
        return Results.Ok(new Page<NotificationTargetResponse>(shown, page.Continuation).ToList());
    }
}
