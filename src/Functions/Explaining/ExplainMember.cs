using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Explaining;

/// <summary>Explains one member's seat.</summary>
public sealed class ExplainMember(HubCalls calls, Explanations explanations)
{
    /// <summary>Grants, rules, tasks and evidence: everything that a person who asks "why?" has to see.</summary>
    [ApiCall("Explain why a member has, had or lost a seat", Answer = typeof(ExplanationResponse))]
    [Function(nameof(ExplainMember))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/members/{member}/explain")] HttpRequest request,
        string hub,
        string member,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        var found = HubCalls.IsId(member) ? await explanations.FindAsync(call.Hub, member, cancel) : null;
        return Results.Ok(found ?? throw new RefusedException(RefusalKind.NotFound, "There is no such member in this hub."));
    }
}
