using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Teams;

/// <summary>Deletes a team.</summary>
public sealed class DeleteTeam(TeamCalls calls, TeamNews news, TeamsTable teams, TimeProvider clock)
{
    private const int MostTries = 20;
    private const int MostNamed = 10;

    /// <summary>Refused while a hub is given to it: taking it away from a hub is said for that hub, and how. Cut short anywhere, the same call finishes it.</summary>
    [ApiCall("Delete a team", StatusCodes.Status204NoContent, HasTag = true)]
    [Function(nameof(DeleteTeam))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/teams/{id}")] HttpRequest request, string id, CancellationToken cancel)
    {
        var caller = TeamCalls.RequireWriter(request);
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var team = await calls.FindAsync(id, cancel);
            request.RequireMatch(team.About.ShownTag);

            // First nobody gives it a hub any more, then its hubs are looked for. Without one it is deleted for certain.
            if (!team.About.IsBeingDeleted)
                await teams.ReplaceAsync(team, team with { About = team.About with { Deletion = Entry(team, caller) } }, cancel);
            else if (await calls.ListStandingHubsAsync(id, cancel) is { Count: > 0 } given)
                await RefuseAsync(team, given, cancel);
            else if (await TryDeleteAsync(team, cancel))
                return Results.NoContent();
        }

        throw new RefusedException(RefusalKind.PreconditionFailed, "The team is being changed by others at the same time.");
    }

    private async Task RefuseAsync(Team team, IReadOnlyList<HubAssignment> given, CancellationToken cancel)
    {
        if (!await teams.ReplaceAsync(team, team with { About = team.About with { Deletion = null } }, cancel))
            return;
        var links = given.Select(hub => $"/api/v1/hubs/{hub.HubId}/teams/{hub.SourceId}").ToList();
        var more = links.Count > MostNamed ? $" and {links.Count - MostNamed} more" : "";
        throw new RefusedException(new Refusal(
            RefusalKind.StageNotAllowed, $"The team has {links.Count} hubs; take it from them first: {string.Join(", ", links.Take(MostNamed))}{more}.", Link: links[0]));
    }

    private async Task<bool> TryDeleteAsync(Team team, CancellationToken cancel)
    {
        await news.RecordDeletionAsync(team.About, cancel);
        return await teams.DeleteAsync(team, cancel);
    }

    private ActivityEntry Entry(Team team, Caller caller) =>
        ActivityEntry.Of(caller, clock.GetUtcNow(), "teamDeleted") with { Target = team.About.Name, Before = $"{team.MemberIds.Count} people" };
}
