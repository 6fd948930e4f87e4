using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Scim;

/// <summary>Lets an identity provider call no more.</summary>
public sealed class RevokeScimConnection(ScimConnectionsTable connections, ActivityTable activity, TimeProvider clock)
{
    /// <summary>From the next call on the token is nobody's. Its users and groups stay as they are: nobody leaves by it.</summary>
    [ApiCall("Revokes a SCIM connection; its users and groups stay as they are", StatusCodes.Status204NoContent)]
    [Function(nameof(RevokeScimConnection))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/scim-connections/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayConnectProviders(caller.Role), "revoke connections of identity providers");
        var connection = await connections.FindAsync(id, cancel) ?? throw new RefusedException(RefusalKind.NotFound, "There is no such SCIM connection.");
        var now = clock.GetUtcNow();
        // What is written is told, also where whoever asked for it hangs up in between.
        if (await connections.RevokeAsync(id, now, CancellationToken.None))
            await activity.AppendAsync(null, ActivityEntry.Of(caller, now, "scimConnectionRevoked") with { Target = connection.Name, Before = connection.Id }, CancellationToken.None);
        return Results.NoContent();
    }
}
