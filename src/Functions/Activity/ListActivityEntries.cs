using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Activity;

/// <summary>What happened, by whom; in pages, or all of it as a file.</summary>
public sealed class ListActivityEntries(ActivityTable activity, ActivityScope scope)
{
    /// <summary>Newest first. With <c>format</c> csv or jsonl everything that the filter finds is streamed.</summary>
    [ApiCall("Lists or exports the activity", Answer = typeof(ListResponse<ActivityResponse>), AnswerTypes = ["application/json", ActivityExport.Csv, ActivityExport.JsonLines], Query = ["hubId", "memberId", "userId", "from", "to", "format"])]
    [Function(nameof(ListActivityEntries))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/activity")] HttpRequest request, CancellationToken cancel)
    {
        var filter = await scope.OfAsync(request, cancel);
        switch (request.Query["format"].ToString())
        {
            case "" or "json":
                var page = await activity.ListAsync(filter, PageRequest.Of(request), cancel);
                return Results.Ok(page.Select(ActivityViews.Of).ToList());
            case "csv":
                return Results.Stream(stream => ActivityExport.WriteCsvAsync(stream, Entries(filter, cancel), cancel), ActivityExport.Csv, "activity.csv");
            case "jsonl":
                return Results.Stream(stream => ActivityExport.WriteJsonLinesAsync(stream, Entries(filter, cancel), cancel), ActivityExport.JsonLines, "activity.jsonl");
            default:
                throw FieldErrors.One("format", "must be json, csv or jsonl.");
        }
    }

    private async IAsyncEnumerable<ActivityResponse> Entries(ActivityFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in activity.ReadAsync(filter, cancel)) yield return ActivityViews.Of(entry);
    }
}
