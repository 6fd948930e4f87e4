using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Members;

/// <summary>Takes one member's seat away.</summary>
public sealed class RemoveMember(HubCalls calls, ChangeWishes wishes, ChangeCalls changes)
{
    /// <summary>Of somebody who is only invited, the invitation is taken back.</summary>
    [ApiCall("Remove a member", 202, Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), Query = ["scope", "allow"], TakesIdempotencyKey = true, TakesIfMatch = true)]
    [Function(nameof(RemoveMember))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/members/{member}")] HttpRequest request,
        string hub,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var seen = await wishes.RequireAsync(hub, member, cancel);
        var allow = request.Query["allow"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wish = ChangeWishes.Remove(member, request.Query["scope"].ToString(), allow);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.RemoveMembers, wish, Body: null) { Seen = seen }, client, cancel);
    }
}
