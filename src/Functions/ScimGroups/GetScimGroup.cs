using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Shows one group.</summary>
public sealed class GetScimGroup(ScimGroupQueries queries)
{
    /// <summary>With its members, unless they are not asked for.</summary>
    [Function(nameof(GetScimGroup))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scim/v2/Groups/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        ScimGroupViews.Answer(request, await queries.GetAsync(ScimCaller.Of(request).SourceId, id, cancel));
}
