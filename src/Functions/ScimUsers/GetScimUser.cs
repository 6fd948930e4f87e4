using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Shows one user.</summary>
public sealed class GetScimUser(ScimUserQueries queries)
{
    /// <summary>Also one who left; only a deleted one is not there.</summary>
    [Function(nameof(GetScimUser))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/Users/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        ScimUserViews.Answer(request, await queries.GetAsync(ScimCaller.Of(request).SourceId, id, cancel));
}
