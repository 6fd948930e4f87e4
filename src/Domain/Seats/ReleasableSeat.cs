using System.Globalization;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Seats;

/// <summary>Why a seat could be released.</summary>
public enum ReleaseReason
{
    /// <summary>The person left the directory.</summary>
    Left,
    /// <summary>Nobody of the workspace is matched to the member.</summary>
    Unmatched,
    /// <summary>The person is not in the corporate directory.</summary>
    Guest,
    /// <summary>The member was not active for as long as the hub's setting says.</summary>
    Inactive,
    /// <summary>The invitation ran out. Whether it takes a seat still is the site's to know; it is not reckoned with.</summary>
    InvitationExpired,
}

/// <summary>A seat that could be released: a hint for a person, on which nothing acts by itself.</summary>
/// <param name="Member">The member.</param>
/// <param name="Reasons">Why, at least one.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="HeldBy">The team or group that gives the seat and would have to be changed; null where it can be taken by name.</param>
public sealed record ReleasableSeat(Member Member, IReadOnlyList<ReleaseReason> Reasons, string Sentence, string? HeldBy)
{
    /// <summary>
    /// The seats of a hub that could be released, those with the most reasons first. The Owner of the app's workspace, the automation
    /// account and exempted members are never among them.
    /// </summary>
    /// <param name="members">The hub's members.</param>
    /// <param name="grants">Their grants.</param>
    /// <param name="left">Ids of people who left the directory.</param>
    /// <param name="inactiveSince">Whoever was last active before is inactive; null where the hub does not say.</param>
    public static IReadOnlyList<ReleasableSeat> Of(IEnumerable<Member> members, HubGrants grants, IReadOnlySet<string> left, DateTimeOffset? inactiveSince)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(left);
        return
        [
            .. members.Where(MayGo).Select(member => Of(member, grants, [.. ReasonsOf(member, left, inactiveSince)]))
                .Where(seat => seat.Reasons.Count > 0)
                .OrderByDescending(seat => seat.Reasons.Count).ThenBy(seat => seat.Reasons[0]).ThenBy(seat => seat.Member.Facts.Email, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static bool MayGo(Member member) =>
        member is { IsPresent: true, Facts: { IsOperator: false, Role: not AppRole.Owner }, Decision.Status: not MemberStatus.Exempted };

    private static IEnumerable<ReleaseReason> ReasonsOf(Member member, IReadOnlySet<string> left, DateTimeOffset? inactiveSince)
    {
        if (member.Decision is { IsMatched: true, UserId: { } user } && left.Contains(user))
            yield return ReleaseReason.Left;
        if (member.Decision.Status == MemberStatus.Unmatched)
            yield return ReleaseReason.Unmatched;
        if (member.Decision.Status == MemberStatus.Guest)
            yield return ReleaseReason.Guest;
        if (member.Facts.LastActive < inactiveSince)
            yield return ReleaseReason.Inactive;
        if (member is { Presence: Presence.Pending, Facts.InvitationExpired: true })
            yield return ReleaseReason.InvitationExpired;
    }

    private static ReleasableSeat Of(Member member, HubGrants grants, IReadOnlyList<ReleaseReason> reasons) => new(
        member, reasons, string.Join(' ', reasons.Select(reason => Tell(reason, member))), grants.HolderOf(member.Decision.IsMatched ? member.Decision.UserId : null)?.Detail);

    private static string Tell(ReleaseReason reason, Member member) => reason switch
    {
        ReleaseReason.Left => "The person left the directory.",
        ReleaseReason.Unmatched => "Nobody of the workspace is matched to it.",
        ReleaseReason.Guest => "The person is not in the corporate directory.",
        ReleaseReason.Inactive => $"Last active on {member.Facts.LastActive?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.",
        _ => "The invitation ran out.",
    };
}
