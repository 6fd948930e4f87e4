using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>Takes somebody's access to a hub away.</summary>
public sealed class RemoveHubPerson(HubCalls calls, HubPeopleChanges changes)
{
    /// <summary>Their seat in the app stays; the member is matched to nobody from then on. Whom a team or group lets in is refused.</summary>
    [ApiCall("Take a person's access to a hub away", 204, HasTag = true)]
    [Function(nameof(RemoveHubPerson))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/people/{user}")] HttpRequest request, string hub, string user, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        if (!PersonId.IsValid(user))
            throw new RefusedException(NotThere());
        await changes.ChangeAsync(request, call, new WantedRole(user, Role: null, "hubAccessRemoved"), RefusalOf, cancel);
        return Results.NoContent();
    }

    private static Refusal? RefusalOf(HubStanding standing)
    {
        if (standing.Role is null && standing.Listed is null)
            return NotThere();
        // The automation account stays as it is, and so does who is being changed.
        return standing.Grants.HolderOf(standing.UserId)
            ?? standing.Seats.Select(seat => HandDecisions.UndoMatch(seat.Member, standing.Grants).Refused).FirstOrDefault(refused => refused is not null);
    }

    private static Refusal NotThere() => new(RefusalKind.NotFound, "There is no such person in this hub.");
}
