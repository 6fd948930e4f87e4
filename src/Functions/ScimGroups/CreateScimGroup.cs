using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimGroups;

/// <summary>Makes a group.</summary>
public sealed class CreateScimGroup(ScimGroupChanges changes)
{
    /// <summary>It gives nothing to anybody before it is mapped to a hub.</summary>
    [Function(nameof(CreateScimGroup))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "scim/v2/Groups")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var wish = GroupPatch.Read(await ScimRequests.BodyAsync(request, cancel), before: null);
        return ScimGroupViews.Answer(request, await changes.CreateAsync(request, wish, client, cancel), StatusCodes.Status201Created);
    }
}
