using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>Follows people from the list of invitations to the list of members, so that accepting is neither a loss nor a new face.</summary>
internal static class Invitations
{
    /// <summary>By the confirmed member's id, the invitation that it accepted since the last check.</summary>
    public static Dictionary<string, Member> Accepted(PairedRows pairs)
    {
        var invitations = pairs.Missing
            .Where(member => member.List == Presence.Pending && member.Facts.Email is not null)
            .GroupBy(member => EmailAddress.KeyOf(member.Facts.Email ?? ""), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

        var accepted = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (var row in pairs.Present.Where(row => row is { List: Presence.Confirmed, Facts.Email: not null }))
        {
            if (invitations.TryGetValue(EmailAddress.KeyOf(row.Facts.Email ?? ""), out var invitation))
                accepted[row.MemberId] = invitation;
        }

        return accepted;
    }

    /// <summary>What the members inherit of what was decided about their invitations.</summary>
    public static Dictionary<string, MemberDecision> Inherited(Dictionary<string, Member> accepted, PairedRows pairs) => pairs.Present
        .Where(row => !row.WasPresent && accepted.ContainsKey(row.MemberId))
        .ToDictionary(row => row.MemberId, row => accepted[row.MemberId].Decision, StringComparer.Ordinal);
}
