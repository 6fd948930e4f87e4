using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Teams;

/// <summary>Makes a team.</summary>
public sealed class CreateTeam(TeamCalls calls, TeamWishes wishes, TeamsTable teams, TeamNews news, TimeProvider clock)
{
    /// <summary>It gives nothing to anybody before a hub is given to it.</summary>
    [ApiCall("Make a team", StatusCodes.Status201Created, Body = typeof(TeamRequest), Answer = typeof(TeamResponse), HasTag = true)]
    [Function(nameof(CreateTeam))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/teams")] HttpRequest request, CancellationToken cancel)
    {
        var caller = TeamCalls.RequireWriter(request);
        var wish = await wishes.OfAsync(await RequestBody.ReadAsync<TeamRequest>(request, cancel), cancel);
        var now = clock.GetUtcNow();
        var about = new TeamSummary(Guid.NewGuid().ToString("N"), wish.Name.Value, wish.MemberIds.Count, Guid.NewGuid().ToString("N"), now, now, TeamAuthor.Of(caller))
        {
            IsTold = false,
            Untold = ActivityEntry.Of(caller, now, "teamCreated") with { Target = wish.Name.Value, After = $"{wish.MemberIds.Count} people" },
        };
        var team = new Team(about, wish.MemberIds);
        if (!await teams.AddAsync(team, cancel))
            throw FieldErrors.One("name", "is another team's.");
        await news.TellCreatedAsync(about, cancel);
        return Results.Created($"/api/v1/teams/{about.Id}", await calls.ShowAsync(request, team, started: null, cancel));
    }
}
