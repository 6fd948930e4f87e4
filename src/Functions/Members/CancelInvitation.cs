using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Members;

/// <summary>Takes a pending or expired invitation back.</summary>
public sealed class CancelInvitation(HubCalls calls, ChangeWishes wishes, ChangeCalls changes)
{
    /// <summary>A task with one item.</summary>
    [ApiCall("Take an invitation back", 202, Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true, TakesIfMatch = true)]
    [Function(nameof(CancelInvitation))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/members/{member}/invitation")] HttpRequest request,
        string hub,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var seen = await wishes.RequireAsync(hub, member, cancel);
        var wish = ChangeWishes.Invitation(member, ChangeAction.CancelInvitation);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.CancelInvitation, wish, Body: null) { Seen = seen }, client, cancel);
    }
}
