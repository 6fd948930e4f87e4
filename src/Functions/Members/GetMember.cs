using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Matching;
using Seatkeeper.Functions.OpenApi;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Members;

/// <summary>Shows one member of a hub.</summary>
public sealed class GetMember(HubCalls calls, MembersTable members, WorkspaceUsersTable people)
{
    /// <summary>The member, with those who it could be while it is matched to nobody.</summary>
    [ApiCall("Show a member", Answer = typeof(MemberResponse), HasTag = true)]
    [Function(nameof(GetMember))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/hubs/{hub}/members/{member}")] HttpRequest request,
        string hub,
        string member,
        CancellationToken cancel)
    {
        var call = await calls.OpenAsync(request, hub, HubAccess.Read, cancel);
        if (!HubCalls.IsId(member) || await members.GetAsync(hub, member, cancel) is not { } found)
            throw new RefusedException(RefusalKind.NotFound, "There is no such member in this hub.");
        request.SendTag(DecisionCalls.TagOf(found));
        var response = HubViews.Member(found, call.Hub);
        return Results.Ok(response.Status == MemberStatus.Unmatched ? response with { Suggestions = await SuggestAsync(hub, found.Member.Facts, cancel) } : response);
    }

    private async Task<IReadOnlyList<SuggestionResponse>> SuggestAsync(string hub, MemberFacts facts, CancellationToken cancel)
    {
        // Nobody is matched twice in a hub.
        var matched = (await members.LoadAsync(hub, cancel)).Select(stored => stored.Member).Where(member => member is { IsPresent: true, Decision.IsMatched: true })
            .Select(member => member.Decision.UserId).ToHashSet(StringComparer.Ordinal);
        var everybody = (await people.ReadForMatchingAsync(cancel)).Where(person => !matched.Contains(person.Id));
        return
        [
            .. Suggestions.For(facts.Email, facts.Name, everybody)
                .Select(found => new SuggestionResponse(found.UserId, found.Name, found.Email, found.Reasons)),
        ];
    }
}
