using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Members;

/// <summary>Changes a member's role in the app.</summary>
public sealed class UpdateRole(HubCalls calls, ChangeWishes wishes, ChangeCalls changes)
{
    /// <summary>Only of confirmed members, and never to Owner.</summary>
    [ApiCall("Change a member's role", 202, Body = typeof(UpdateRoleRequest), Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true, TakesIfMatch = true)]
    [Function(nameof(UpdateRole))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/v1/hubs/{hub}/members/{member}")] HttpRequest request,
        string hub,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var seen = await wishes.RequireAsync(hub, member, cancel);
        var body = await RequestBody.ReadAsync<UpdateRoleRequest>(request, cancel);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.UpdateRoles, ChangeWishes.UpdateRole(member, body), body) { Seen = seen }, client, cancel);
    }
}
