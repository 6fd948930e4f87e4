using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Members;

/// <summary>Takes members' seats away, or the hub from whole teams.</summary>
public sealed class RemoveMembers(HubCalls calls, ChangeWishes wishes, ChangeCalls changes, WholeTeams teams)
{
    /// <summary>One task, one item a person; guarded, and of several one goes first. With <c>teamIds</c> the hub is taken from teams instead.</summary>
    [ApiCall("Remove members", 202, Body = typeof(RemoveMembersRequest), Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(RemoveMembers))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/removals")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<RemoveMembersRequest>(request, cancel);
        if (WholeTeams.AreNamed(body.TeamIds))
            return await teams.TakeAsync(request, call, body, client, cancel);
        var wish = await wishes.RemoveAsync(hub, body, cancel);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.RemoveMembers, wish, body), client, cancel);
    }
}
