using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.OpenApi;

namespace Seatkeeper.Functions.People;

/// <summary>Makes the caller an Owner of a hub.</summary>
public sealed class TakeOverHub(HubCalls calls, HubPeopleChanges changes)
{
    private const int ShortestReason = 3;
    private const int LongestReason = 500;

    /// <summary>For workspace Owner and SuperAdmin, with a reason that the hub's Owners read. The others stay Owners.</summary>
    [ApiCall("Take a hub over", Body = typeof(TakeOverRequest), Answer = typeof(HubPersonResponse), HasTag = true)]
    [Function(nameof(TakeOverHub))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/hubs/{hub}/takeover")] HttpRequest request, string hub, CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Name, cancel);
        call.Caller.Require(AccessRules.MayTakeOver(call.Caller.Role), "take a hub over");
        if (!call.Caller.IsPerson)
            throw new RefusedException(RefusalKind.NotAllowed, "Only a person takes a hub over: a service principal is never its Owner.");
        HubCalls.RefuseIfRemoving(call.Hub);
        var body = await RequestBody.ReadAsync<TakeOverRequest>(request, cancel);
        if (body.Reason?.Trim() is not { Length: >= ShortestReason and <= LongestReason } reason)
            throw FieldErrors.One("reason", $"must be {ShortestReason} to {LongestReason} characters.");

        var standing = await changes.ChangeAsync(request, call, new WantedRole(call.Caller.Id, HubRole.Owner, HubPeopleChange.TakenOver, reason), _ => null, cancel);
        request.SendTag(HubStandings.TagOf(standing));
        return Results.Ok(HubStandings.View(standing));
    }
}
