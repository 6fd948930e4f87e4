using Azure;
using Microsoft.AspNetCore.Http;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Matching;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Matching;

/// <summary>Answers calls that decide about one member at once: undoing a match, exempting, and undoing that.</summary>
public sealed class DecisionCalls(MembersTable members, GrantsTable grants, DecisionWriter writer, TimeProvider clock)
{
    /// <summary>Decides, writes, and shows the member. Where it is so already, nothing is written.</summary>
    /// <param name="request">The call.</param>
    /// <param name="call">The hub, opened for changing.</param>
    /// <param name="memberId">The member.</param>
    /// <param name="decide">The decision, by the member as it is now and its person's grants.</param>
    /// <param name="tell">What is written to the activity.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult> AnswerAsync(
        HttpRequest request, HubCall call, string memberId, Func<Member, HubGrants, DecisionAnswer> decide, Func<StoredMember, MemberDecision, DecisionEvent> tell, CancellationToken cancel)
    {
        var hubId = call.Hub.Id;
        var stored = await FindAsync(hubId, memberId, cancel);
        request.RequireMatch(TagOf(stored));
        while (true)
        {
            // What an earlier decision left undone, because it was cut short, comes first.
            if (await writer.FinishAsync(hubId, [memberId], cancel))
                stored = await FindAsync(hubId, memberId, cancel);
            var held = await grants.LoadOfAsync(hubId, stored.Member.Decision.UserId is { } person ? [person] : [], cancel);
            var answer = decide(stored.Member, held);
            if (answer.Refused is { } refused)
                throw new RefusedException(refused);
            if (answer.Decision is not { } decision)
                return Show(request, stored, call);
            if (await writer.TryWriteAsync(hubId, stored, decision, userName: null, Entry(call, stored.Member, tell(stored, decision), clock.GetUtcNow()), cancel))
            {
                await writer.FinishAsync(hubId, [memberId], cancel);
                return Show(request, await FindAsync(hubId, memberId, cancel), call);
            }

            // Somebody, or a check, wrote the row meanwhile: it is decided anew, unless the caller knew the old one by its tag.
            stored = await FindAsync(hubId, memberId, cancel);
            request.RequireMatch(TagOf(stored));
        }
    }

    /// <summary>Names the version of a member's row.</summary>
    public static ETag TagOf(StoredMember stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new ETag(stored.ETag ?? "");
    }

    private static ActivityEntry Entry(HubCall call, Member before, DecisionEvent told, DateTimeOffset now) => ActivityEntry.Of(call.Caller, now, told.Event) with
    {
        Target = before.Facts.Email ?? before.Facts.Name,
        MemberId = before.Id,
        UserId = before.Decision.UserId,
        Before = told.Before,
        After = told.After,
    };

    private static IResult Show(HttpRequest request, StoredMember stored, HubCall call)
    {
        request.SendTag(TagOf(stored));
        return Results.Ok(HubViews.Member(stored, call.Hub));
    }

    private async Task<StoredMember> FindAsync(string hubId, string memberId, CancellationToken cancel) =>
        (HubCalls.IsId(memberId) ? await members.GetAsync(hubId, memberId, cancel) : null) ?? throw new RefusedException(RefusalKind.NotFound, "There is no such member in this hub.");
}

/// <summary>A decision as the activity tells it.</summary>
internal sealed record DecisionEvent(string Event, string? Before = null, string? After = null);
