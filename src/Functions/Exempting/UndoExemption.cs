using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Exempting;

/// <summary>Undoes an exemption.</summary>
public sealed class UndoExemption(HubCalls calls, DecisionCalls decisions)
{
    /// <summary>The member is unmatched, and free for the next check.</summary>
    [ApiCall("Undo a member's exemption", Answer = typeof(MemberResponse), HasTag = true)]
    [Function(nameof(UndoExemption))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/members/{member}/exempt")] HttpRequest request,
        string hub,
        string member,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        return await decisions.AnswerAsync(
            request, call, member, (known, _) => HandDecisions.UndoExemption(known), (before, _) => new DecisionEvent("exemptionEnded", Before: before.Member.Decision.Reason), cancel);
    }
}
