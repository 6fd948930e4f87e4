using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Hubs;

/// <summary>One thing of a hub's history that tells how somebody came to their seat, or lost it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Email">The address that it is about, as it was told.</param>
/// <param name="MemberId">The member that it is about.</param>
/// <param name="TaskId">The task that told it.</param>
public sealed record SeatEvent(string Event, string? Email, string? MemberId, string? TaskId);

/// <summary>
/// Tells who has their seat by an invitation of ours: nobody who was there before, was matched by hand alone, or came back by
/// somebody else's doing. Where the history leaves it open, it was not us.
/// </summary>
public static class ProvisionedMembers
{
    /// <summary>We sent an invitation.</summary>
    public const string Invited = "invitationSent";

    /// <summary>An invitation of ours, or of others, was taken back by us.</summary>
    public const string InvitationCancelled = "invitationCancelled";

    /// <summary>Somebody was removed by us.</summary>
    public const string Removed = "memberRemoved";

    /// <summary>Somebody who was gone is there again.</summary>
    public const string Reappeared = "memberReappeared";

    /// <summary>The events that matter; all others may be left away.</summary>
    public static IReadOnlySet<string> Events { get; } = new HashSet<string>(StringComparer.Ordinal) { Invited, InvitationCancelled, Removed, Reappeared };

    /// <summary>The members whom we provisioned, apart from those whom no change may touch.</summary>
    /// <param name="members">The hub's members.</param>
    /// <param name="history">What happened, the oldest first.</param>
    /// <param name="operatorEmail">The automation account's address.</param>
    public static IReadOnlyList<Member> Of(IEnumerable<Member> members, IEnumerable<SeatEvent> history, string? operatorEmail)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(history);
        var told = history.Where(line => Events.Contains(line.Event)).Select((line, place) => (Line: line, Place: place)).ToList();
        var seats = told.Where(entry => entry.Line is { Event: not Reappeared, Email: not null }).ToLookup(entry => EmailAddress.KeyOf(entry.Line.Email ?? ""), StringComparer.Ordinal);
        var returns = told.Where(entry => entry.Line.Event == Reappeared).ToLookup(entry => entry.Line.MemberId ?? "", StringComparer.Ordinal);
        return
        [
            .. members.Where(member => IsOrdinary(member, operatorEmail)).Where(member =>
            {
                // Who came back after it, and not by it, was let in by somebody else.
                var (last, place) = seats[EmailAddress.KeyOf(member.Facts.Email ?? "")].LastOrDefault();
                return last?.Event == Invited && returns[member.Id].All(back => back.Place < place || back.Line.TaskId == last.TaskId);
            }).OrderBy(member => member.Id, StringComparer.Ordinal),
        ];
    }

    private static bool IsOrdinary(Member member, string? operatorEmail) =>
        member is { IsPresent: true, Decision.Status: not MemberStatus.Exempted, Facts: { Email: { } email, IsOperator: false, Role: not AppRole.Owner } }
        && (operatorEmail is null || EmailAddress.KeyOf(email) != EmailAddress.KeyOf(operatorEmail));
}
