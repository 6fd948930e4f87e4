using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.Exempting;

/// <summary>Exempts a member: it keeps its seat, unmanaged.</summary>
public sealed class ExemptMember(HubCalls calls, DecisionCalls decisions, TimeProvider clock)
{
    private const int ShortestReason = 3;
    private const int LongestReason = 500;

    /// <summary>Said again with another reason or day, it is changed. Every check keeps it.</summary>
    [ApiCall("Exempt a member", Body = typeof(ExemptMemberRequest), Answer = typeof(MemberResponse), HasTag = true, TakesIfMatch = true)]
    [Function(nameof(ExemptMember))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/members/{member}/exempt")] HttpRequest request,
        string hub,
        string member,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Manage, cancel);
        var body = await RequestBody.ReadAsync<ExemptMemberRequest>(request, cancel);
        var reason = body.Reason?.Trim() ?? "";
        var errors = new FieldErrors();
        if (reason.Length is < ShortestReason or > LongestReason)
            errors.Add("reason", $"must be {ShortestReason} to {LongestReason} characters.");
        if (body.ReviewOn <= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime))
            errors.Add("reviewOn", "must be a day to come.");
        errors.ThrowIfAny();
        return await decisions.AnswerAsync(
            request, call, member, (known, grants) => HandDecisions.Exempt(known, grants, reason, body.ReviewOn),
            (before, after) => new DecisionEvent("memberExempted", before.Member.Decision.Status == MemberStatus.Exempted ? before.Member.Decision.Reason : before.UserName, after.Reason), cancel);
    }
}
