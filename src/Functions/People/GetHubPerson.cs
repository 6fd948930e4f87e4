using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.People;

/// <summary>Shows one person's place in a hub.</summary>
public sealed class GetHubPerson(HubCalls calls, HubStandings standings, HubPeopleChanges changes)
{
    /// <summary>The person, with the tag that a change of their role may name.</summary>
    [ApiCall("Show a person's place in a hub", Answer = typeof(HubPersonResponse), HasTag = true)]
    [Function(nameof(GetHubPerson))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/people/{user}")] HttpRequest request, string hub, string user, CancellationToken cancel)
    {
        await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        if (!PersonId.IsValid(user))
            throw NotThere();
        await changes.FinishedAsync(hub, cancel);
        var standing = await standings.FindAsync(hub, user, cancel);
        if (standing.Role is null)
            throw NotThere();
        request.SendTag(HubStandings.TagOf(standing));
        return Results.Ok(HubStandings.View(standing));
    }

    private static RefusedException NotThere() => new(RefusalKind.NotFound, "There is no such person in this hub.");
}
