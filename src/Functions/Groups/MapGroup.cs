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

namespace Seatkeeper.Functions.Groups;

/// <summary>Maps a group of an identity provider to a hub, or changes the roles that it gives.</summary>
public sealed class MapGroup(HubCalls calls, HubGroups groups, TaskAnswers answers)
{
    /// <summary>The task writes the grants of everybody in the group, and starts what follows in the app. A group that nobody mapped yet is read at its provider first.</summary>
    [ApiCall("Map a group to a hub", 202, Body = typeof(GiveHubRequest), Answer = typeof(TaskResponse), DryRun = typeof(HubGroupPlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(MapGroup))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v1/hubs/{hub}/groups/{groupId}")] HttpRequest request,
        string hub,
        string groupId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var id = KnownGroups.RequireId(groupId);
        var body = await RequestBody.ReadAsync<GiveHubRequest>(request, cancel);
        var wish = TeamWishes.Of(call.Hub, id, body);
        ChangeCalls.RefuseUnlessConnected(call.Hub);
        return TeamPreviews.IsDryRun(request)
            ? Results.Ok(await groups.PreviewMappingAsync(call.Hub, wish, call.Caller, cancel))
            : await answers.StartAsync(request, call.Caller, body, () => groups.MapAsync(call.Hub, wish, call.Caller, client, cancel), cancel);
    }
}
