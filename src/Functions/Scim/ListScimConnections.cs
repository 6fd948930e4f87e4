using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Scim;

/// <summary>Lists SCIM connections, without their tokens.</summary>
public sealed class ListScimConnections(ScimConnectionsTable connections)
{
    /// <summary>Revoked and expired ones stay, for the record.</summary>
    [ApiCall("Lists SCIM connections, revoked and expired ones included", Answer = typeof(ListResponse<ScimConnectionResponse>))]
    [Function(nameof(ListScimConnections))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/scim-connections")] HttpRequest request, CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayConnectProviders(caller.Role), "see connections of identity providers");
        var page = PageRequest.Of(request);
        return Results.Ok((await connections.ListAsync(cancel)).ToPage(connection => connection.Id, page).Select(connection => connection.ToResponse()).ToList());
    }
}

/// <summary>How the API shows SCIM connections.</summary>
internal static class ScimConnectionAnswers
{
    public static ScimConnectionResponse ToResponse(this ScimConnection connection) =>
        new(connection.Id, connection.Name, connection.SourceId, connection.CreatedByName, connection.CreatedAt, connection.ExpiresAt, connection.RevokedAt);
}
