using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>Gives a hub to a team, or changes the roles that it gives.</summary>
public sealed class GiveHubToTeam(HubCalls calls, TeamGrants grants, TeamPreviews previews, TaskAnswers answers)
{
    /// <summary>The task writes the grants of everybody in the team, and starts what follows in the app. Who has a seat already is not invited again.</summary>
    [ApiCall("Give a hub to a team", 202, Body = typeof(GiveHubRequest), Answer = typeof(TaskResponse), DryRun = typeof(HubTeamPlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(GiveHubToTeam))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/hubs/{hub}/teams/{teamId}")] HttpRequest request,
        string hub,
        string teamId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<GiveHubRequest>(request, cancel);
        var wish = TeamWishes.Of(call.Hub, teamId, body);
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        // That there is such a team is looked at where it is given the hub: the same call finds its task, whatever became of the team.
        if (!TeamPreviews.IsDryRun(request))
            return await answers.StartAsync(request, call.Caller, body, () => grants.GiveAsync(call.Hub, wish, call.Caller, client, cancel), cancel);
        await grants.RequireAsync(teamId, cancel);
        return Results.Ok(await previews.OfAsync(call.Hub, grants.Given(call.Hub.Id, wish, before: null, call.Caller), cancel));
    }
}
