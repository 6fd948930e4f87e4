using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Scim;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.Storage;

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
        var user = await changes.ChangeAsync(request, id, before => Wish(before, operations), client, cancel);
        return ScimUserViews.Answer(request, user);
    }

    // Whether the person is in the company is wished only where the operations say it: of somebody who left another attribute is changed
    // without their leaving anew.
    private static ScimUserWish Wish(ScimUser before, IReadOnlyList<ScimOperation> operations)
    {
        var attributes = ScimUserViews.Attributes(before);
        attributes.Remove("active");
        return ScimUserWish.Of(ScimPatch.Apply(before.Person.Id, attributes, operations, ScimSchema.User));
    }
}
