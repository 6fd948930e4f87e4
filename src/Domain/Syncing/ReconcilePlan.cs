using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>What a check found out and will write: made once, never changed, applied as often as needed.</summary>
/// <param name="PlanId">Its id; the ids of activity entries come from it.</param>
/// <param name="HubId">The hub.</param>
/// <param name="PlannedAt">When it was made.</param>
/// <param name="ReadAt">When the read ended that it is made from.</param>
/// <param name="BaseVersion">A digest of the stored members that it was made against.</param>
/// <param name="Digest">A digest of everything that it would change; the same state gives the same digest at any time.</param>
/// <param name="LossDigest">A digest of who would go; an approval holds for any later plan with the same one.</param>
/// <param name="Changes">One a member, in the order of their ids; unchanged members are not listed.</param>
/// <param name="Losses">Who would go, as far as the guard counts them.</param>
/// <param name="Verdict">What the guard says.</param>
/// <param name="Report">What the check found.</param>
/// <param name="Activity">What is written to the activity once the plan is applied.</param>
public sealed record ReconcilePlan(
    string PlanId,
    string HubId,
    DateTimeOffset PlannedAt,
    DateTimeOffset ReadAt,
    string BaseVersion,
    string Digest,
    string LossDigest,
    IReadOnlyList<MemberChange> Changes,
    IReadOnlyList<MemberLoss> Losses,
    GuardVerdict Verdict,
    ReconcileReport Report,
    IReadOnlyList<PlannedActivity> Activity)
{
    /// <summary>True where there is nothing to write but the report.</summary>
    public bool IsEmpty => Changes.Count == 0 && Activity.Count == 0;

    /// <summary>
    /// The part of the plan that concerns some people: what a task changed is recorded also where a person has to look at the rest
    /// first. Whom others took away belongs to that rest, also where the task was about them.
    /// </summary>
    /// <param name="emails">Their addresses, as <see cref="EmailAddress.KeyOf"/>.</param>
    public ReconcilePlan Only(IReadOnlySet<string> emails)
    {
        var uncounted = Losses.Select(loss => loss.MemberId).ToHashSet(StringComparer.Ordinal);
        var changes = Changes
            .Where(change => change.Facts.Email is { } email && emails.Contains(EmailAddress.KeyOf(email)) && !uncounted.Contains(change.MemberId))
            .ToList();
        var members = changes.Select(change => change.MemberId).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Changes = changes,
            // Whom the task takes away was counted before it did.
            Losses = [],
            LossDigest = PlanDigest.OfLosses([]),
            Digest = PlanDigest.OfChanges(BaseVersion, changes),
            Verdict = Verdict with { Rule = GuardRule.None, PlanLosses = 0 },
            Activity = [.. Activity.Where(entry => entry.MemberId is { } member && members.Contains(member))],
        };
    }

    /// <summary>Whether the plan may be applied: the guard did not trip, or a person approved exactly these losses.</summary>
    /// <param name="approvedLossDigest">The <see cref="LossDigest"/> of the plan that was approved for this task, or null.</param>
    public bool MayApply(string? approvedLossDigest) => !Verdict.Tripped || string.Equals(approvedLossDigest, LossDigest, StringComparison.Ordinal);
}

/// <summary>What happens to one member.</summary>
public enum MemberChangeKind
{
    /// <summary>Seen for the first time.</summary>
    Added,
    /// <summary>Name, role, address or invitation changed.</summary>
    Changed,
    /// <summary>Only figures changed that nobody is told of, such as the last activity.</summary>
    Refreshed,
    /// <summary>The app shows the same; the match, or its reason, is new.</summary>
    Decided,
    /// <summary>In no list any more.</summary>
    Gone,
    /// <summary>Was gone, and is there again.</summary>
    Reappeared,
}

/// <summary>The change of one member; <see cref="MemberChanges.Apply"/> puts it on what is stored.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Kind">What happens.</param>
/// <param name="List">The list that it is in.</param>
/// <param name="Facts">What the app shows now; for a member that is gone, what it showed last.</param>
/// <param name="Decision">What the check decides; applied only where no person decided meanwhile. Null changes nothing.</param>
/// <param name="Seen">How the stage moves, or null.</param>
public sealed record MemberChange(
    string MemberId,
    MemberChangeKind Kind,
    Presence List,
    MemberFacts Facts,
    MemberDecision? Decision = null,
    MemberEvent? Seen = null)
{
    /// <summary>For somebody who accepted an invitation: the stage that the invitation had.</summary>
    public MemberStage InvitationStage { get; init; }

    /// <summary>
    /// Whether the app shows a role of this person that nobody knew of: they are newly there, are somebody else's seat than before, or have
    /// another role, and no task of the hub was about to give one.
    /// </summary>
    public bool TellsRole { get; init; }
}

/// <summary>Somebody who would go.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Email">The address.</param>
/// <param name="Name">The name.</param>
/// <param name="RawRole">The role's text.</param>
/// <param name="UserId">Whose seat it is; null where that is nobody's, or not known.</param>
public sealed record MemberLoss(string MemberId, string? Email, string? Name, string RawRole, string? UserId = null);

/// <summary>One entry of the activity, without its chain.</summary>
/// <param name="Id">Derived from the plan, so that applying twice writes once.</param>
/// <param name="Event">What happened, for example <c>memberAdded</c>.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Target">The member, for people.</param>
/// <param name="Before">The value before.</param>
/// <param name="After">The value after.</param>
/// <param name="UserId">The person whom it concerns: who is matched to the member, or was until this plan.</param>
public sealed record PlannedActivity(string Id, string Event, string? MemberId, string? Target, string? Before, string? After, string? UserId = null);

/// <summary>What a check found, in figures and lines for people.</summary>
/// <param name="Confirmed">Members in the app.</param>
/// <param name="Pending">Invitations in the app.</param>
/// <param name="Added">Seen for the first time.</param>
/// <param name="Changed">Name, role, address or invitation changed.</param>
/// <param name="Gone">In no list any more.</param>
/// <param name="Reappeared">Were gone, and are there again.</param>
/// <param name="Matched">Newly matched.</param>
/// <param name="Statuses">Present members by status, after the plan.</param>
/// <param name="Leavers">Members whose person left the directory.</param>
/// <param name="Anomalies">What else a person should look at.</param>
/// <param name="Seats">Seats, where shown.</param>
public sealed record ReconcileReport(
    int Confirmed,
    int Pending,
    int Added,
    int Changed,
    int Gone,
    int Reappeared,
    int Matched,
    StatusCounts Statuses,
    IReadOnlyList<ReportLine> Leavers,
    IReadOnlyList<ReportLine> Anomalies,
    SeatCount? Seats);

/// <summary>Present members by status.</summary>
/// <param name="Onboarded">Matched to directory users, the automation account included.</param>
/// <param name="Guest">Matched to people outside the directory.</param>
/// <param name="Unmatched">Matched to nobody.</param>
/// <param name="Exempted">Exempted.</param>
public sealed record StatusCounts(int Onboarded, int Guest, int Unmatched, int Exempted);

/// <summary>One line of a report.</summary>
/// <param name="MemberId">The member, or null.</param>
/// <param name="Email">Its address.</param>
/// <param name="Kind">What is the matter, for example <c>UnknownRole</c>.</param>
/// <param name="Sentence">The same for people.</param>
public sealed record ReportLine(string? MemberId, string? Email, string Kind, string Sentence);
