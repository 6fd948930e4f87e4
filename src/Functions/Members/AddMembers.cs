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

/// <summary>Invites people to the app, or gives the hub to whole teams.</summary>
public sealed class AddMembers(HubCalls calls, ChangeWishes wishes, ChangeCalls changes, WholeTeams teams)
{
    /// <summary>One task, one item a person; whoever has a seat already is not invited again. With <c>teamIds</c> the hub is given to teams instead.</summary>
    [ApiCall("Add members", 202, Body = typeof(AddMembersRequest), Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true)]
    [Function(nameof(AddMembers))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/members")] HttpRequest request,
        string hub,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<AddMembersRequest>(request, cancel);
        if (WholeTeams.AreNamed(body.TeamIds))
            return await teams.GiveAsync(request, call, body, client, cancel);
        if (await changes.FindAsync(request, call, AutomatedTaskType.AddMembers, body, client, cancel) is { } earlier)
            return earlier;
        var wish = await wishes.AddAsync(call.Hub, body, cancel);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.AddMembers, wish, body), client, cancel);
    }
}
