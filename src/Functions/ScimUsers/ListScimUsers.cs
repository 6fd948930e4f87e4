using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Lists and finds users.</summary>
public sealed class ListScimUsers(ScimUserQueries queries)
{
    /// <summary>A filter that finds nobody is answered with an empty list.</summary>
    [Function(nameof(ListScimUsers))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/Users")] HttpRequest request, CancellationToken cancel)
    {
        var (query, projection) = (ScimRequests.Query(request, ScimSchema.User), ScimRequests.Projection(request, ScimSchema.User));
        var (page, total) = await queries.ListAsync(ScimCaller.Of(request).SourceId, query, cancel);
        return ScimAnswers.List(page.Select(user => projection.Of(ScimUserViews.Of(user))), total, query.StartIndex);
    }
}
