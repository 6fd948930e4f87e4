using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Activity;

/// <summary>Recomputes a chain of the activity.</summary>
public sealed class VerifyActivityChain(ActivityTable activity, ActivityScope scope)
{
    /// <summary>Of a hub, or of the events without one.</summary>
    [ApiCall("Recomputes the hash chain", Answer = typeof(ActivityVerdictResponse), Query = ["hubId"])]
    [Function(nameof(VerifyActivityChain))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/activity/verify")] HttpRequest request, CancellationToken cancel)
    {
        var hubId = request.Query["hubId"].ToString() is { Length: > 0 } text ? text : null;
        await scope.RequireWholeAsync(request.GetCaller(), hubId, cancel);
        var verdict = await activity.VerifyAsync(hubId, cancel);
        return Results.Ok(new ActivityVerdictResponse(hubId, verdict.Entries, verdict.IsWhole, verdict.BrokenAt));
    }
}
