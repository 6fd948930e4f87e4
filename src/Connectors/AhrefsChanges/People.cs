using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>Everybody in the workspace, as one complete read of both lists told, and as our own effects have changed it since.</summary>
internal sealed class People
{
    private readonly Dictionary<string, SnapshotMember> confirmed;
    private readonly Dictionary<string, SnapshotMember> pending;
    private readonly List<string> untouchable;
    private readonly HashSet<string> operators;

    public People(MemberSnapshot snapshot)
    {
        confirmed = Of(snapshot, Presence.Confirmed);
        pending = Of(snapshot, Presence.Pending);
        operators = Of(snapshot, Presence.Confirmed).Where(row => row.Value.IsOperator).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        untouchable = [.. snapshot.Members.Where(m => m.IsOperator || m.Role is AppRole.Owner).Select(m => LookAlike.Appearance(m.Email ?? ""))];
    }

    public SnapshotMember? Member(string email) => confirmed.GetValueOrDefault(MemberListChecks.Key(email));

    public SnapshotMember? Invitation(string email) => pending.GetValueOrDefault(MemberListChecks.Key(email));

    /// <summary>The person in the list that a step works in.</summary>
    public SnapshotMember? Listed(Step step, string email) => step.Pending ? Invitation(email) : Member(email);

    /// <summary>True where somebody holds a seat by the step who held none: an invitation that ran out holds none until it is sent again.</summary>
    public bool TakesASeat(Step step, string email) => step == Step.Invite || (step == Step.Resend && Invitation(email) is { InvitationExpired: true });

    public int Members => confirmed.Count;

    public int Invitations => pending.Count;

    /// <summary>Members, and invitations that have not run out.</summary>
    public int SeatsTaken => confirmed.Count + pending.Values.Count(invitation => !invitation.InvitationExpired);

    /// <summary>The Owner, the automation account, and whoever cannot be told apart from them.</summary>
    public bool IsUntouchable(string email) => untouchable.Contains(LookAlike.Appearance(email), StringComparer.Ordinal);

    /// <summary>True where the address is an Admin's, and no other member is Admin but the automation account.</summary>
    public bool IsLastAdmin(string email) =>
        Member(email)?.Role is AppRole.Admin && !confirmed.Any(row => row.Value.Role is AppRole.Admin && row.Key != MemberListChecks.Key(email) && !operators.Contains(row.Key));

    /// <summary>True where the address is a member's under another id of the site than before.</summary>
    public bool IsSomebodyNew(string email, People? before) =>
        Member(email)?.SiteId is { } now && before?.Member(email)?.SiteId is { } then && now != then;

    /// <summary>Listed addresses that only look like this one: in other letters, or with another tag.</summary>
    public IReadOnlyList<string> LookingLike(string email)
    {
        var wanted = Untagged(email);
        return [.. confirmed.Keys.Concat(pending.Keys).Distinct(StringComparer.Ordinal).Where(key => key != MemberListChecks.Key(email) && Untagged(key) == wanted).Order(StringComparer.Ordinal)];
    }

    /// <summary>True where a member is listed who was in neither list before.</summary>
    public bool HasNewcomers(People before) => confirmed.Keys.Any(key => !before.confirmed.ContainsKey(key) && !before.pending.ContainsKey(key));

    /// <summary>True where the lists show what the step was for.</summary>
    public bool Shows(Step step, MemberChange change) =>
        step == Step.Remove ? Member(change.Email) is null
        : step == Step.ChangeRole ? Member(change.Email)?.Role == change.Role
        : step == Step.CancelInvitation ? Invitation(change.Email) is null
        : step == Step.Invite && (Member(change.Email) is not null || Invitation(change.Email) is { InvitationExpired: false });

    /// <summary>Tells of somebody else who has another role than before, or is in neither list any more; null where there is nobody.</summary>
    /// <param name="before">Everybody as they were known.</param>
    /// <param name="besides">Whose turn it is.</param>
    /// <param name="slip">What may have changed.</param>
    public string? FindOthersChanged(People before, string? besides, Slip slip)
    {
        var others = before.confirmed.Where(was => was.Key != MemberListChecks.Key(besides)).ToList();
        var roles = others.Where(was => confirmed.TryGetValue(was.Key, out var now) && RoleOf(was.Value) != RoleOf(now))
            .Select(was => $"{RoleOf(was.Value)} became {RoleOf(confirmed[was.Key])}");
        if (slip is Slip.Roles)
            return roles.FirstOrDefault();
        var gone = others.Select(was => (was.Key, What: RoleOf(was.Value))).Concat(before.pending.Keys.Where(key => key != MemberListChecks.Key(besides)).Select(key => (Key: key, What: "an invitation")))
            .Where(was => !confirmed.ContainsKey(was.Key) && !pending.ContainsKey(was.Key)).Select(was => $"{was.What} is in neither list any more");
        return roles.Concat(gone).FirstOrDefault();
    }

    // The text only where no role is known: it is another one in another language.
    private static string RoleOf(SnapshotMember member) => member.Role is { } role ? $"{role}" : member.RawRole;

    /// <summary>The page showed the step's effect.</summary>
    public void Note(Step step, MemberChange change)
    {
        var key = MemberListChecks.Key(change.Email);
        if (step == Step.Remove)
            confirmed.Remove(key);
        else if (step == Step.CancelInvitation)
            pending.Remove(key);
        else if (step == Step.ChangeRole && confirmed.TryGetValue(key, out var member))
            confirmed[key] = member with { Role = change.Role };
        else if (step == Step.Resend && pending.TryGetValue(key, out var invitation))
            pending[key] = invitation with { InvitationExpired = false };
        else if (step == Step.Invite)
            pending[key] = new SnapshotMember(Presence.Pending, SiteId: null, change.Email, Name: null, change.Role, $"{change.Role}");
    }

    private static string Untagged(string email)
    {
        var seen = LookAlike.Appearance(email);
        var (tag, at) = (seen.IndexOf('+', StringComparison.Ordinal), seen.LastIndexOf('@'));
        return tag > 0 && at > tag ? seen[..tag] + seen[at..] : seen;
    }

    private static Dictionary<string, SnapshotMember> Of(MemberSnapshot snapshot, Presence presence) =>
        snapshot.Members.Where(m => m.Presence == presence).ToDictionary(m => MemberListChecks.Key(m.Email), StringComparer.Ordinal);
}
