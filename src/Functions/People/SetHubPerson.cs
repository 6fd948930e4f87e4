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

/// <summary>Gives somebody a role in a hub.</summary>
public sealed class SetHubPerson(HubCalls calls, HubPeopleChanges changes)
{
    /// <summary>Owner with or without a seat in the app, or Collaborator, who always has one. Nothing changes in the app.</summary>
    [ApiCall("Give a person a role in a hub", Body = typeof(HubPersonRequest), Answer = typeof(HubPersonResponse), HasTag = true)]
    [Function(nameof(SetHubPerson))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/hubs/{hub}/people/{user}")] HttpRequest request, string hub, string user, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var wish = HubPersonBody.Parse(await RequestBody.ReadAsync<HubPersonRequest>(request, cancel));
        if (!PersonId.IsValid(user))
            throw new RefusedException(NotThere());
        var standing = await changes.ChangeAsync(request, call, new WantedRole(user, wish.Role, "hubRoleChanged") { GivesSeat = wish.Seat == true }, now => RefusalOf(hub, wish, now), cancel);
        request.SendTag(HubStandings.TagOf(standing));
        return Results.Ok(HubStandings.View(standing));
    }

    private static Refusal? RefusalOf(string hubId, HubPersonWish wish, HubStanding standing)
    {
        if (standing.Person is not { } person)
            return NotThere();
        var facts = standing.Facts(hubId, person);
        return HubPersonRules.RefusalOf(wish, facts) ?? SeatWishes.RefusalOf(hubId, wish, facts);
    }

    private static Refusal NotThere() => new(RefusalKind.NotFound, "There is no such person in the workspace.");
}
