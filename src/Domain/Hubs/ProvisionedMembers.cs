using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;

namespace Seatkeeper.Domain.Hubs;

/// <summary>One thing of a hub's history that tells how somebody came to their seat, or lost it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Email">The address that it is about, as it was told.</param>
/// <param name="MemberId">The member that it is about.</param>
/// <param name="TaskId">The task that told it.</param>
/// <param name="Before">The address before, where it changed.</param>
public sealed record SeatEvent(string Event, string? Email, string? MemberId, string? TaskId, string? Before = null);

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

    /// <summary>The events that matter; all others may be left away.</summary>
    public static IReadOnlySet<string> Events { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Invited, InvitationCancelled, Removed, CheckEvent.MemberAdded, CheckEvent.MemberGone, CheckEvent.MemberReappeared, CheckEvent.AddressChanged,
    };

    /// <summary>The members whom we provisioned, apart from those whom no change may touch.</summary>
    /// <param name="members">The hub's members.</param>
    /// <param name="history">What happened, the oldest first.</param>
    /// <param name="operatorEmail">The automation account's address.</param>
    public static IReadOnlyList<Member> Of(IEnumerable<Member> members, IEnumerable<SeatEvent> history, string? operatorEmail)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(history);
        var invited = InvitedByUs([.. history]);
        return [.. members.Where(member => IsOrdinary(member, operatorEmail) && invited.ContainsKey(KeyOf(member.Facts.Email))).OrderBy(member => member.Id, StringComparer.Ordinal)];
    }

    /// <summary>By address, the task whose invitation the seat there comes from.</summary>
    private static Dictionary<string, string?> InvitedByUs(List<SeatEvent> history)
    {
        var accepted = Accepted(history);
        var ours = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var line in history.Where(line => line.Email is not null))
        {
            var key = KeyOf(line.Email);
            switch (line.Event)
            {
                case Invited:
                    ours[key] = line.TaskId;
                    break;
                // The account took its seat along to another address; whoever has the old one by now was let in by somebody else.
                case CheckEvent.AddressChanged when ours.Remove(KeyOf(line.Before), out var task):
                    ours[key] = task;
                    break;
                case Removed or InvitationCancelled or CheckEvent.AddressChanged:
                    ours.Remove(key);
                    break;
                // Who went, or came back, after our invitation and not by it, is there by somebody else's.
                case CheckEvent.MemberGone or CheckEvent.MemberReappeared when !IsOf(line, ours.GetValueOrDefault(key)) && !(line.TaskId is { } check && accepted.Contains((check, key))):
                    ours.Remove(key);
                    break;
                default:
                    break;
            }
        }

        return ours;
    }

    // In one and the same check the invitation went, and a member of its address came. Each list has its own id for an address.
    private static HashSet<(string Task, string Key)> Accepted(List<SeatEvent> history)
    {
        var came = history.Where(line => line is { Event: CheckEvent.MemberAdded or CheckEvent.MemberReappeared, TaskId: not null, Email: not null })
            .Where(line => line.MemberId != InvitationOf(line.Email)).Select(line => (line.TaskId ?? "", KeyOf(line.Email))).ToHashSet();
        return
        [
            .. history.Where(line => line is { Event: CheckEvent.MemberGone, TaskId: not null, Email: not null } && line.MemberId == InvitationOf(line.Email))
                .Select(line => (line.TaskId ?? "", KeyOf(line.Email))).Where(came.Contains),
        ];
    }

    private static bool IsOf(SeatEvent line, string? task) => task is not null && line.TaskId == task;

    private static string InvitationOf(string? email) => MemberId.For(Presence.Pending, email, siteId: null);

    private static string KeyOf(string? email) => EmailAddress.KeyOf(email ?? "");

    private static bool IsOrdinary(Member member, string? operatorEmail) =>
        member is { IsPresent: true, Decision.Status: not MemberStatus.Exempted, Facts: { Email: { } email, IsOperator: false, Role: not AppRole.Owner } }
        && (operatorEmail is null || EmailAddress.KeyOf(email) != EmailAddress.KeyOf(operatorEmail));
}
