using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>Puts a plan's changes on what is stored. Applying twice is the same as applying once.</summary>
public static class MemberChanges
{
    /// <summary>The member after a change.</summary>
    /// <param name="stored">What is stored now, which may be newer than the plan; null where there is nothing.</param>
    /// <param name="change">The change.</param>
    /// <param name="at">The time of the plan's read, so that a second application writes the same.</param>
    public static Member Apply(Member? stored, MemberChange change, DateTimeOffset at)
    {
        var gone = change.Kind == MemberChangeKind.Gone;
        var stage = stored?.Stage ?? change.InvitationStage;
        return new Member(
            change.MemberId,
            change.List,
            gone ? Presence.Gone : change.List,
            change.Facts,
            Decide(stored, change.Decision),
            change.Seen is { } seen ? MemberStages.After(stage, seen) ?? stage : stage,
            stored?.FirstSeen ?? at,
            gone ? stored?.LastSeen ?? at : at,
            gone ? stored?.GoneSince ?? at : null)
        {
            HereSince = gone || stored is { IsPresent: true } ? stored?.HereSince : at,
        };
    }

    // What a person decided stays, also when they did it after the plan was made. Only the tab follows the matched
    // person's kind, because that is a fact about the person and not a decision. Of somebody who was gone the plan knows better: it may
    // have found whom the accepted invitation was for.
    private static MemberDecision Decide(Member? stored, MemberDecision? wanted)
    {
        if (wanted is null)
            return stored?.Decision ?? MemberDecision.Unmatched;
        if (stored is not { IsPresent: true, Decision: { By: DecidedBy.Person } decided })
            return wanted;
        return decided.IsMatched && wanted.IsMatched && decided.UserId == wanted.UserId ? decided with { Status = wanted.Status } : decided;
    }
}
