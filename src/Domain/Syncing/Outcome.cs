using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Syncing;

/// <summary>How one member comes out of a check, changed or not.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="List">The list that it is, or was, in.</param>
/// <param name="Stored">What is stored, or null.</param>
/// <param name="Facts">What the app shows now, or showed last.</param>
/// <param name="Decision">What is decided about it.</param>
/// <param name="Change">What has to be written, or null.</param>
internal sealed record Outcome(string MemberId, Presence List, Member? Stored, MemberFacts Facts, MemberDecision Decision, MemberChange? Change)
{
    public bool IsPresent => Change?.Kind != MemberChangeKind.Gone;

    public string? Label => Facts.Email ?? Facts.Name;

    /// <summary>Of somebody who is there.</summary>
    /// <param name="row">What the app shows, and what is stored.</param>
    /// <param name="decision">What is decided about them.</param>
    /// <param name="invitation">The invitation that they accepted since the last check, or null.</param>
    /// <param name="connected">Who connected their own account to the hub.</param>
    /// <param name="endsChange">The read ends a change, which moves its members through their stages itself.</param>
    public static Outcome Of(PairedRow row, MemberDecision decision, Member? invitation, IReadOnlySet<string> connected, bool endsChange)
    {
        var stage = row.Stored?.Stage ?? invitation?.Stage ?? MemberStage.None;
        var seen = Seen(row, decision, stage, connected, endsChange);
        var newDecision = row.Stored?.Decision != decision ? decision : null;
        var kind = Kind(row, newDecision is not null || seen is not null);
        var change = kind is { } known
            ? new MemberChange(row.MemberId, known, row.List, row.Facts, newDecision, seen)
            {
                InvitationStage = seen == MemberEvent.SeenAccepted ? stage : MemberStage.None,
                TellsRole = TellsRole(row, decision),
            }
            : null;
        return new Outcome(row.MemberId, row.List, row.Stored, row.Facts, decision, change);
    }

    public static Outcome OfGone(Member missing) => new(
        missing.Id,
        missing.List,
        missing,
        missing.Facts,
        missing.Decision,
        new MemberChange(missing.Id, MemberChangeKind.Gone, missing.List, missing.Facts, Seen: Moves(missing.Stage, MemberEvent.SeenGone)));

    // A role that a task has just given is the task's doing: its own grants say whether it stays.
    private static bool TellsRole(PairedRow row, MemberDecision decision) =>
        row is not { WasPresent: true, Stored: { } stored } || stored.Decision.UserId != decision.UserId || (stored.Facts.Role != row.Facts.Role && stored.Stage != MemberStage.Updating);

    private static MemberEvent? Seen(PairedRow row, MemberDecision decision, MemberStage stage, IReadOnlySet<string> connected, bool endsChange)
    {
        // The change that ends sent the invitation, or did not: that is for it to tell.
        if (endsChange && stage is MemberStage.Inviting)
            return null;
        if (row.WasPresent && stage is MemberStage.Updating && !endsChange)
            return Moves(stage, MemberEvent.SeenAgain);
        if (row.List == Presence.Pending)
            return Moves(stage, row.Facts.InvitationExpired ? MemberEvent.SeenExpired : MemberEvent.SeenPending);
        // Whoever is there was not taken away, whatever their stage says.
        if (row.WasPresent && stage is MemberStage.Removed or MemberStage.Deprovisioning)
            return Moves(stage, MemberEvent.SeenAgain);
        if (row.WasPresent)
            return decision is { IsMatched: true, UserId: { } user } && connected.Contains(user) ? Moves(stage, MemberEvent.AccountConnected) : null;
        if (row.Stored is not null)
            return Moves(stage, MemberEvent.SeenAgain);

        // Only who is matched to a person has an account that can be awaited.
        return decision is { IsMatched: true, UserId: not null } ? Moves(stage, MemberEvent.SeenAccepted) : null;
    }

    private static MemberEvent? Moves(MemberStage stage, MemberEvent seen) => MemberStages.After(stage, seen) is { } next && next != stage ? seen : null;

    private static MemberChangeKind? Kind(PairedRow row, bool decided)
    {
        if (row.Stored is null)
            return MemberChangeKind.Added;
        if (!row.WasPresent)
            return MemberChangeKind.Reappeared;

        var before = row.Stored.Facts;
        if (row.Facts.Name != before.Name || row.Facts.Role != before.Role || row.Facts.RawRole != before.RawRole
            || row.Facts.InvitationExpired != before.InvitationExpired || Key(row.Facts.Email) != Key(before.Email))
            return MemberChangeKind.Changed;
        if (decided)
            return MemberChangeKind.Decided;
        return row.Facts != before && !IsOnlySomeActivity(before, row.Facts) ? MemberChangeKind.Refreshed : null;
    }

    // Everybody who works with the app is active every day; a row is worth writing for it once a day at most.
    private static bool IsOnlySomeActivity(MemberFacts before, MemberFacts now) =>
        now with { LastActive = before.LastActive } == before && before.LastActive is { } earlier && now.LastActive - earlier < TimeSpan.FromDays(1);

    private static string? Key(string? email) => email is null ? null : EmailAddress.KeyOf(email);
}
