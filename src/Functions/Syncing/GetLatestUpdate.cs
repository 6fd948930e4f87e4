using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Shows the report of the last check that was applied.</summary>
public sealed class GetLatestUpdate(HubCalls calls, CheckBlobs blobs, GroupLeavers groups)
{
    /// <summary>The report. Whoever left the groups that gave their seat is among its leavers as it is now, because their grace ends between two checks.</summary>
    [ApiCall("Show the last report", Answer = typeof(UpdateReportResponse))]
    [Function(nameof(GetLatestUpdate))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/updates/latest")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var report = call.Hub.LastCheck?.Report ?? throw new RefusedException(RefusalKind.NotFound, "No check of this hub was applied yet.");
        var shown = await blobs.ReadAsync<UpdateReportResponse>(report, cancel);
        var leavers = shown.Leavers.Concat(await groups.ListAsync(call.Hub.Id, cancel)).DistinctBy(entry => entry.MemberId, StringComparer.Ordinal);
        return Results.Ok(shown with { Leavers = [.. leavers] });
    }
}
