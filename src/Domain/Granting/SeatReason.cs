using System.Globalization;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Granting;

/// <summary>One reason why somebody has a seat, or why it is left alone.</summary>
/// <param name="Kind">A grant's source, or what protects the seat: <c>AutomationAccount</c>, <c>AppOwner</c>, <c>Exempted</c>, <c>Unmatched</c>.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Since">Since when, where that is known.</param>
/// <param name="SourceId">The team or group.</param>
public sealed record SeatReason(string Kind, string Sentence, DateTimeOffset? Since = null, string? SourceId = null)
{
    /// <summary>All reasons for one member's seat; of somebody who is gone, what is left of them.</summary>
    /// <param name="member">The member.</param>
    /// <param name="grants">The grants of the person whom it is matched to.</param>
    public static IReadOnlyList<SeatReason> Of(Member member, IReadOnlyCollection<Grant> grants)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(grants);
        return [.. Protections(member), .. grants.OrderByDescending(grant => grant.Source).ThenBy(grant => grant.SourceId, StringComparer.Ordinal).Select(Of)];
    }

    /// <summary>In one sentence, whether there is a seat and what it rests on.</summary>
    /// <param name="member">The member.</param>
    /// <param name="reasons">Its reasons.</param>
    public static string Summarize(Member member, IReadOnlyCollection<SeatReason> reasons)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(reasons);
        var why = reasons.Count == 0 ? "No grant gives it; the next check looks again." : string.Join(' ', reasons.Select(reason => reason.Sentence));
        return member.Presence switch
        {
            Presence.Confirmed => $"Has a seat as {member.Facts.RawRole}. {why}",
            Presence.Pending => $"Has {(member.Facts.InvitationExpired ? "an expired" : "an open")} invitation as {member.Facts.RawRole}. {why}",
            _ => $"Has no seat since {Day(member.GoneSince ?? member.LastSeen)}.{(reasons.Count == 0 ? "" : $" Left of it: {why}")}",
        };
    }

    private static IEnumerable<SeatReason> Protections(Member member)
    {
        if (member.Facts.IsOperator)
            yield return new SeatReason("AutomationAccount", "It is the hub's automation account, which is never changed.");
        if (member.Facts.Role == AppRole.Owner)
            yield return new SeatReason("AppOwner", "It is the Owner of the app's workspace, who is never changed.");
        if (member.Decision.Status == MemberStatus.Exempted)
            yield return new SeatReason("Exempted", $"A person exempted it: {member.Decision.Reason}{(member.Decision.ReviewOn is { } day ? $", to be looked at again on {day:yyyy-MM-dd}" : "")}.");
        if (member is { Decision.Status: MemberStatus.Unmatched, Facts.IsOperator: false })
            yield return new SeatReason("Unmatched", $"Nobody of the workspace is matched to it; it was first seen on {Day(member.FirstSeen)}.", member.FirstSeen);
    }

    private static SeatReason Of(Grant grant)
    {
        var role = grant.AppRole is { } app ? $" as {app}" : "";
        var name = grant.SourceName ?? grant.SourceId;
        var sentence = grant.Source switch
        {
            GrantSource.Team or GrantSource.Group when grant.LapsedAt is not null => OfLeaver(grant, name, role),
            GrantSource.Team => $"The team \"{name}\" gives it{role}.",
            GrantSource.Group => OfGroup(grant, name, role),
            GrantSource.Individual when !grant.GivesSeat => "It was given access to the hub without a seat.",
            GrantSource.Individual => $"A person gave it to them by name{role}.",
            _ => $"They had it already when they were first matched{role}.",
        };
        return new SeatReason(grant.Source.ToString(), sentence, grant.Since, grant.SourceId);
    }

    private static string OfLeaver(Grant grant, string? name, string role) =>
        $"The {grant.Source.Noun()} \"{name}\" gave it{role}; they left it on {Day(grant.LeftSince ?? default)}{Because(grant)}, and a person has to confirm that the seat goes.";

    private static string OfGroup(Grant grant, string? name, string role)
    {
        var because = Because(grant);
        return grant.LeftSince is { } since
            ? $"The group \"{name}\" gave it{role}; they left it on {Day(since)}{because}, and keep it for the hub's grace."
            : $"The group \"{name}\" gives it{role}{because}.";
    }

    private static string Because(Grant grant) => grant.Cause is null ? "" : $" ({grant.Cause})";

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
