using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>Lists the teams that a hub was given to.</summary>
public sealed class ListHubTeams(HubCalls calls, HubTeamsTable hubTeams, TeamsTable teams)
{
    /// <summary>One page, in the order of the teams' ids; a team that is being taken from the hub is there until that is done.</summary>
    [ApiCall("List a hub's teams", Answer = typeof(ListResponse<HubTeamResponse>))]
    [Function(nameof(ListHubTeams))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/teams")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var page = PageRequest.Of(request);
        var known = (await teams.ListAsync(cancel)).ToDictionary(team => team.Id, StringComparer.Ordinal);
        var given = (await hubTeams.ListAsync(call.Hub.Id, cancel)).ToPage(team => team.SourceId, page);
        return Results.Ok(given.Select(team => Of(team, known.GetValueOrDefault(team.SourceId))).ToList());
    }

    private static HubTeamResponse Of(HubAssignment given, TeamSummary? team) =>
        new(given.SourceId, team?.Name ?? given.SourceId, team?.Members ?? 0, given.AppRole, given.HubRole, given.Since, given.Ends);
}
