using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Lists and finds groups.</summary>
public sealed class ListScimGroups(ScimGroupQueries queries)
{
    /// <summary>A filter that finds none is answered with an empty list.</summary>
    [Function(nameof(ListScimGroups))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/Groups")] HttpRequest request, CancellationToken cancel)
    {
        var (query, projection) = (ScimRequests.Query(request, ScimSchema.Group), ScimRequests.Projection(request, ScimSchema.Group));
        var (page, total) = await queries.ListAsync(ScimCaller.Of(request).SourceId, query, projection, cancel);
        return ScimAnswers.List(page.Select(projection.Of), total, query.StartIndex);
    }
}
