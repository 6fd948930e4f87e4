using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Granting;

/// <summary>Takes a hub from a team.</summary>
public sealed class TakeHubFromTeam(HubCalls calls, TeamGrants grants, TeamPreviews previews, TaskAnswers answers)
{
    /// <summary>With <c>scope=app</c> whom nothing else gives a seat loses it, guarded like any removal; with <c>scope=hub</c> nothing changes in the app, and confirmed members keep the seat as their own.</summary>
    [ApiCall("Take a hub from a team", 202, Answer = typeof(TaskResponse), DryRun = typeof(HubTeamPlanResponse), Query = ["scope"], TakesIdempotencyKey = true)]
    [Function(nameof(TakeHubFromTeam))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/teams/{teamId}")] HttpRequest request,
        string hub,
        string teamId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var scope = TeamWishes.Scope(request.Query["scope"].ToString());
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        return TeamPreviews.IsDryRun(request)
            ? Results.Ok(await previews.OfAsync(call.Hub, await grants.FindAsync(call.Hub.Id, teamId, cancel) with { Ends = scope }, cancel))
            : await answers.TakeAsync(
                request, call.Caller, body: null,
                () => grants.RequireEndAsync(call.Hub.Id, teamId, scope, cancel),
                again => grants.EndAsync(call.Hub, new TeamEnds([new TeamEnd(teamId, scope)], again), call.Caller, client, cancel), cancel);
    }
}
