using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Matching;

/// <summary>Undoes a match.</summary>
public sealed class UndoMatch(HubCalls calls, DecisionCalls decisions)
{
    /// <summary>The member is unmatched, and stays so until a person decides again.</summary>
    [ApiCall("Undo a member's match", Answer = typeof(MemberResponse), HasTag = true)]
    [Function(nameof(UndoMatch))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/hubs/{hub}/members/{member}/match")] HttpRequest request,
        string hub,
        string member,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        return await decisions.AnswerAsync(
            request, call, member, HandDecisions.UndoMatch, (before, _) => new DecisionEvent("memberUnmatched", Before: before.UserName), cancel);
    }
}
