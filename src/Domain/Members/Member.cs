using Seatkeeper.Domain.Access;

namespace Seatkeeper.Domain.Members;

/// <summary>Everything that is stored of one member of a hub.</summary>
/// <param name="Id">Its id, see <see cref="MemberId"/>.</param>
/// <param name="List">The list that it is, or was, in: <see cref="Members.Presence.Confirmed"/> or <see cref="Members.Presence.Pending"/>.</param>
/// <param name="Presence">The list, or <see cref="Members.Presence.Gone"/>.</param>
/// <param name="Facts">What the app shows; a check overwrites it.</param>
/// <param name="Decision">Whom the member is matched to, or why it is not; a check never overwrites what a person decided.</param>
/// <param name="Stage">What is under way.</param>
/// <param name="FirstSeen">When a check saw it first.</param>
/// <param name="LastSeen">
/// When a check last wrote it. A present member that did not change since is not written again: it was last seen at the
/// hub's last good check.
/// </param>
/// <param name="GoneSince">When a check found it gone, or null.</param>
public sealed record Member(
    string Id,
    Presence List,
    Presence Presence,
    MemberFacts Facts,
    MemberDecision Decision,
    MemberStage Stage,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    DateTimeOffset? GoneSince = null)
{
    /// <summary>Since which check it is, or was last, in its list without a break; null where a version wrote it that did not keep that.</summary>
    public DateTimeOffset? HereSince { get; init; }

    /// <summary>In one of the app's lists.</summary>
    public bool IsPresent => Presence != Presence.Gone;
}

/// <summary>What the app shows of a member: the columns that a check owns.</summary>
/// <param name="SiteId">The app's own id, where it shows one.</param>
/// <param name="Email">The address.</param>
/// <param name="Name">The name; data, never markup.</param>
/// <param name="Role">The canonical role; null where its text is unknown.</param>
/// <param name="RawRole">The role's text.</param>
/// <param name="IsOperator">The hub's automation account.</param>
/// <param name="InvitationExpired">The app calls the invitation expired.</param>
/// <param name="LastActive">As shown.</param>
/// <param name="TwoFactor">As shown.</param>
public sealed record MemberFacts(
    string? SiteId,
    string? Email,
    string? Name,
    AppRole? Role,
    string RawRole,
    bool IsOperator = false,
    bool InvitationExpired = false,
    DateTimeOffset? LastActive = null,
    bool? TwoFactor = null);

/// <summary>Who decided whom a member is matched to.</summary>
public enum DecidedBy
{
    /// <summary>Nobody yet; the next check may.</summary>
    Nobody,
    /// <summary>A check, by the address.</summary>
    Check,
    /// <summary>A person; no check changes it.</summary>
    Person,
}

/// <summary>Whom a member is matched to, or why it is not: the columns that people own.</summary>
/// <param name="Status">The tab that the member is in.</param>
/// <param name="By">Who decided.</param>
/// <param name="UserId">The matched person; null for the automation account, where nobody has its address.</param>
/// <param name="HubRole">Their role in the hub.</param>
/// <param name="Reason">While exempt, the reason given; while unmatched, an <see cref="Members.UnmatchedReason"/> or null; while matched, a <see cref="Members.MatchReason"/> or null.</param>
/// <param name="ReviewOn">While exempt, the day from which on a person should look again whether the reason still holds; null is never.</param>
public sealed record MemberDecision(
    MemberStatus Status,
    DecidedBy By = DecidedBy.Nobody,
    string? UserId = null,
    HubRole? HubRole = null,
    string? Reason = null,
    DateOnly? ReviewOn = null)
{
    /// <summary>Matched to nobody, and free for the next check.</summary>
    public static MemberDecision Unmatched { get; } = new(MemberStatus.Unmatched);

    /// <summary>Matched to a person.</summary>
    public bool IsMatched => Status is MemberStatus.Onboarded or MemberStatus.Guest;
}

/// <summary>What is special about a match of a check.</summary>
public static class MatchReason
{
    /// <summary>The person was out already when the member was matched to them: they did not leave a seat, and it is never taken without a person's word.</summary>
    public const string HadLeft = nameof(HadLeft);
}

/// <summary>Why a check left a member unmatched, other than that nobody has its address.</summary>
public static class UnmatchedReason
{
    /// <summary>Two people have the address.</summary>
    public const string Ambiguous = nameof(Ambiguous);

    /// <summary>The only person with the address is matched to another member.</summary>
    public const string AlreadyMatched = nameof(AlreadyMatched);

    /// <summary>The address mixes scripts, can be confused with another, or holds hidden characters.</summary>
    public const string SuspiciousIdentity = nameof(SuspiciousIdentity);
}
