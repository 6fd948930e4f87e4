using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;

namespace Seatkeeper.Functions.ScimUsers;

/// <summary>Changes attributes of a user.</summary>
public sealed class PatchScimUser(ScimUserChanges changes)
{
    /// <summary>RFC 7644, 3.5.2: all operations or none.</summary>
    [Function(nameof(PatchScimUser))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "scim/v2/Users/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var operations = ScimOperations.Read(await ScimRequests.BodyAsync(request, cancel), ScimSchema.User);
        var user = await changes.ChangeAsync(
            request, id, before => ScimUserWish.Of(ScimPatch.Apply(id, ScimUserViews.Attributes(before), operations, ScimSchema.User)), client, cancel);
        return ScimUserViews.Answer(request, user);
    }
}
