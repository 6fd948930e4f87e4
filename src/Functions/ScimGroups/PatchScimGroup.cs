using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Changes name and members of a group.</summary>
public sealed class PatchScimGroup(ScimGroupChanges changes)
{
    /// <summary>All operations or none. Answered without the group, which may be large, unless attributes of it are asked for.</summary>
    [Function(nameof(PatchScimGroup))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "scim/v2/Groups/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var operations = ScimOperations.Read(await ScimRequests.BodyAsync(request, cancel), ScimSchema.Group);
        var group = await changes.ChangeAsync(request, id, before => GroupPatch.Apply(id, before, operations), client, cancel);
        if (request.Query.ContainsKey("attributes") || request.Query.ContainsKey("excludedAttributes"))
            return ScimGroupViews.Answer(request, group);
        request.SendTag(ScimGroupViews.TagOf(group.About));
        return Results.NoContent();
    }
}
