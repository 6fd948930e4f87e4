using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Teams;

/// <summary>Shows one team.</summary>
public sealed class GetTeam(TeamCalls calls)
{
    /// <summary>The team with its members; who may change it sees its hubs too.</summary>
    [ApiCall("Show a team", Answer = typeof(TeamResponse), HasTag = true)]
    [Function(nameof(GetTeam))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/teams/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        await calls.RequireReaderAsync(request, cancel);
        return Results.Ok(await calls.ShowAsync(request, await calls.FindAsync(id, cancel), started: null, cancel));
    }
}
