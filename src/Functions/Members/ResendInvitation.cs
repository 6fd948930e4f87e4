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

/// <summary>Sends a pending or expired invitation again.</summary>
public sealed class ResendInvitation(HubCalls calls, ChangeWishes wishes, ChangeCalls changes)
{
    /// <summary>A task with one item.</summary>
    [ApiCall("Send an invitation again", 202, Answer = typeof(TaskResponse), DryRun = typeof(ChangePlanResponse), TakesIdempotencyKey = true, TakesIfMatch = true)]
    [Function(nameof(ResendInvitation))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/members/{member}/invitation/resend")] HttpRequest request,
        string hub,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var seen = await wishes.RequireAsync(hub, member, cancel);
        var wish = ChangeWishes.Invitation(member, ChangeAction.ResendInvitation);
        return await changes.AnswerAsync(request, call, new AskedChange(AutomatedTaskType.ResendInvitation, wish, Body: null) { Seen = seen }, client, cancel);
    }
}
