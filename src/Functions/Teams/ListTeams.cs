using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Teams;

/// <summary>Lists teams.</summary>
public sealed class ListTeams(TeamCalls calls, TeamsTable teams)
{
    /// <summary>One page, in the order of ids, without their members.</summary>
    [ApiCall("List teams", Answer = typeof(ListResponse<TeamResponse>), Query = ["search"])]
    [Function(nameof(ListTeams))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/teams")] HttpRequest request, CancellationToken cancel)
    {
        await calls.RequireReaderAsync(request, cancel);
        var page = PageRequest.Of(request);
        var search = request.Query["search"].ToString().Trim();
        var found = (await teams.ListAsync(cancel)).Where(team => search.Length == 0 || team.Name.Contains(search, StringComparison.OrdinalIgnoreCase));
        return Results.Ok(found.ToPage(team => team.Id, page).Select(TeamCalls.Of).ToList());
    }
}
