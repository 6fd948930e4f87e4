using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Groups;

/// <summary>Takes a group from a hub.</summary>
public sealed class UnmapGroup(HubCalls calls, HubGroups groups, TaskAnswers answers)
{
    /// <summary>An Owner's word, which waits for no grace: with <c>scope=app</c> whom nothing else gives a seat loses it, guarded like any removal; with <c>scope=hub</c> nothing changes in the app, and confirmed members keep the seat as their own.</summary>
    [ApiCall("Take a hub from a group", 202, Answer = typeof(TaskResponse), DryRun = typeof(HubGroupPlanResponse), Query = ["scope"], TakesIdempotencyKey = true)]
    [Function(nameof(UnmapGroup))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/groups/{groupId}")] HttpRequest request,
        string hub,
        string groupId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var scope = TeamWishes.Scope(request.Query["scope"].ToString());
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        return TeamPreviews.IsDryRun(request)
            ? Results.Ok(await groups.PreviewEndAsync(call.Hub, groupId, scope, cancel))
            : await answers.TakeAsync(
                request, call.Caller, body: null,
                () => groups.RequireEndAsync(call.Hub.Id, groupId, scope, cancel),
                again => again ? groups.EndAgainAsync(call.Hub, groupId, scope, call.Caller, client, cancel) : groups.EndAsync(call.Hub, groupId, scope, call.Caller, client, cancel), cancel);
    }
}
