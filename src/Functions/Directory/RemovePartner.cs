using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Directory;

/// <summary>Tells that a local partner left.</summary>
public sealed class RemovePartner(WorkspaceUsersTable users, Leaving leaving, TeamChanges teams, PeopleNews news)
{
    /// <summary>Only for local partners; people of the directory leave by their own route.</summary>
    [ApiCall("Tells that a local partner left", StatusCodes.Status204NoContent)]
    [Function(nameof(RemovePartner))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/directory/partners/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayWriteDirectory(caller.Role), "write the directory");
        if (!PersonId.IsValid(id) || await users.FindAsync(id, cancel) is not { Kind: WorkspaceUserKind.LocalPartner } partner)
            throw new RefusedException(RefusalKind.NotFound, "There is no such partner.");
        await leaving.LeaveAsync(caller, partner, cancel);
        await teams.LeaveAsync(id, caller, client, cancel);
        await news.TellAsync([id], client, cancel);
        return Results.NoContent();
    }
}
