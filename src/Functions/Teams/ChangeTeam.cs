using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Teams;

/// <summary>Says a team anew: its name and all its members.</summary>
public sealed class ChangeTeam(TeamCalls calls, TeamWishes wishes, TeamChanges changes, TeamPreviews previews)
{
    /// <summary>In every hub that was given to it, a task follows the change; the answer names them.</summary>
    [ApiCall("Change a team", Body = typeof(TeamRequest), Answer = typeof(TeamResponse), Query = ["dryRun"], HasTag = true)]
    [Function(nameof(ChangeTeam))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/teams/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        var caller = TeamCalls.RequireWriter(request);
        var wish = await wishes.OfAsync(await RequestBody.ReadAsync<TeamRequest>(request, cancel), cancel);
        if (TeamPreviews.IsDryRun(request))
        {
            var wanted = TeamChanges.After(await calls.FindAsync(id, cancel), wish);
            return Results.Ok(await calls.ShowAsync(request, wanted, started: null, cancel) with { Effects = await previews.OfAsync(wanted, cancel) });
        }

        var started = await changes.ChangeAsync(
            id,
            team =>
            {
                // Inside the change: between reading and writing somebody else may have changed the team.
                request.RequireMatch(team.About.ShownTag);
                return TeamChanges.After(team, wish);
            },
            caller,
            client,
            cancel);
        return Results.Ok(await calls.ShowAsync(request, await calls.FindAsync(id, cancel), started, cancel));
    }
}
