using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Says a group anew.</summary>
public sealed class ReplaceScimGroup(ScimGroupChanges changes)
{
    /// <summary>A body without <c>members</c> leaves them as they are; to take all out, it has to say an empty list.</summary>
    [Function(nameof(ReplaceScimGroup))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "scim/v2/Groups/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var body = await ScimRequests.BodyAsync(request, cancel);
        return ScimGroupViews.Answer(request, await changes.ChangeAsync(request, id, before => GroupPatch.Read(body, before), client, cancel));
    }
}
