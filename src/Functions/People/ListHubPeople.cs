using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.People;

/// <summary>Lists a hub's Owners and Collaborators.</summary>
public sealed class ListHubPeople(HubCalls calls, HubStandings standings, HubPeopleChanges changes)
{
    /// <summary>One page, in the order of ids.</summary>
    [ApiCall("List a hub's Owners and Collaborators", Answer = typeof(ListResponse<HubPersonResponse>), Query = ["hubRole"])]
    [Function(nameof(ListHubPeople))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/people")] HttpRequest request, string hub, CancellationToken cancel)
    {
        await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var role = HubPersonBody.RoleIn(request.Query["hubRole"].ToString());
        await changes.FinishedAsync(hub, cancel);
        var page = (await standings.ListAsync(hub, cancel)).Where(person => role is null || person.Role == role).ToPage(person => person.UserId, PageRequest.Of(request));
        var named = await Task.WhenAll(page.Items.Select(person => standings.NameAsync(person, cancel)));
        return Results.Ok((page with { Items = named }).Select(HubStandings.View).ToList());
    }
}
