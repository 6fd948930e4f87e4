using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Directory;

/// <summary>Tells that a person left.</summary>
public sealed class DeleteUser(WorkspaceUsersTable users, Leaving leaving, TeamChanges teams, PeopleNews news)
{
    /// <summary>Leaving is always said; no import and no empty answer ever makes it.</summary>
    [ApiCall("Tells that a person left", StatusCodes.Status204NoContent)]
    [Function(nameof(DeleteUser))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/directory/users/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var caller = request.GetCaller();
        caller.Require(AccessRules.MayWriteDirectory(caller.Role), "write the directory");
        var person = PersonId.IsValid(id) ? await users.FindAsync(id, cancel) : null;
        await leaving.LeaveAsync(caller, person ?? throw new RefusedException(RefusalKind.NotFound, "There is no such person."), cancel);
        await teams.LeaveAsync(id, caller, client, cancel);
        await news.TellAsync([id], client, cancel);
        return Results.NoContent();
    }
}
