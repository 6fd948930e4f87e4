using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Changing;

/// <summary>How far one change came, as its item tells.</summary>
/// <param name="WasIntended">Its intent was written, so it may have been sent.</param>
/// <param name="Result">What the connector recorded, or null.</param>
/// <param name="Sentence">What was seen.</param>
/// <param name="Failure">What went wrong last.</param>
public sealed record ChangeProgress(bool WasIntended = false, ChangeStatus? Result = null, string? Sentence = null, Failure? Failure = null)
{
    /// <summary>Whether a removal was about to take the seat itself, and that try did not live to tell that nothing came of it.</summary>
    public bool MayHaveTakenSeat { get; init; }

    /// <summary>Whether the member list has something to say about it: it was sent, or looked at and found done.</summary>
    public bool IsTouched => WasIntended || Result is ChangeStatus.Done or ChangeStatus.NoChangeNeeded;
}

/// <summary>How one change ends.</summary>
/// <param name="End">How.</param>
/// <param name="Sentence">What was seen, for people.</param>
/// <param name="Failure">Why it failed, or was not begun.</param>
public sealed record ChangeVerdict(ChangeEnd End, string? Sentence = null, Failure? Failure = null)
{
    private const string InvitedSince = "The seat is gone, and the list shows an invitation: it was sent since, or not taken back with the seat.";
    private const string JoinedOtherwise = "The invitation is in neither list, and an unknown member appeared meanwhile: it may have been accepted with another address.";
    private const string NotRead = "The list of members could not be read again, so nobody knows for sure.";

    /// <summary>Judges one change by what the app shows after everything was sent.</summary>
    /// <param name="item">The change.</param>
    /// <param name="progress">How far it came.</param>
    /// <param name="shown">The list as it was read at the end, or null where it could not be read.</param>
    public static ChangeVerdict Of(PlannedChange item, ChangeProgress progress, ShownPeople? shown)
    {
        if ((item.Refused ?? ForbiddenSince(item, progress)) is { } refused)
            return new ChangeVerdict(ChangeEnd.Failed, Failure: WasBegun(item, progress) ? refused with { Effect = EffectOf(item, shown) } : refused);
        // What concerns the hub alone needs no list.
        if (item.HubOnly)
            return new ChangeVerdict(ChangeEnd.Completed, item.AlreadySo ?? (item.Action == ChangeAction.Invite ? "Is Owner of the hub." : "Has no access to the hub any more; the seat stays."));
        if (item.AlreadySo is { } so)
            return AlreadySo(item, so, shown);
        if (!progress.IsTouched)
            return progress.Failure is { } failure ? new ChangeVerdict(ChangeEnd.Failed, progress.Sentence, failure) : new ChangeVerdict(ChangeEnd.NotBegun);
        if (shown is null)
            return Unread(item, progress);
        // A guard on the page fired, or something else than the wish happened: that the wish is true as well makes nothing right.
        if (progress.Failure is { Kind: FailureKind.EffectDiverged or FailureKind.SafetyStop } stopped)
            return new ChangeVerdict(ChangeEnd.Failed, progress.Sentence, stopped);

        var isDone = progress.Result is ChangeStatus.Done or ChangeStatus.NoChangeNeeded;
        // That an invitation is there does not tell whether it was sent again.
        if (item.Action == ChangeAction.ResendInvitation && !isDone)
            return new ChangeVerdict(ChangeEnd.Failed, progress.Sentence, progress.Failure ?? new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown));
        // The seat went, and so much is done: an invitation that is there has been sent since, or was left over.
        if (item.Action == ChangeAction.Remove && TookTheSeat(progress) && shown.IsOnlyInvited(item.Email))
            return new ChangeVerdict(ChangeEnd.Failed, progress.Sentence, new Failure(FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, InvitedSince));
        if (shown.Contradiction(item) is not { } contradiction)
            return new ChangeVerdict(ChangeEnd.Completed, (isDone ? progress.Sentence : null) ?? "Found done when the list was read again.");
        if (item.Action == ChangeAction.Invite && shown.HasNewcomers && MayHaveBeenAccepted(progress, isDone) && !shown.IsListed(item.Email))
            return new ChangeVerdict(ChangeEnd.Failed, progress.Sentence, new Failure(FailureKind.AmbiguousIdentity, FailurePhase.Verify, FailureEffect.Unknown, JoinedOtherwise));
        var known = !isDone && progress.Failure is { } other && other.Kind != FailureKind.EffectUnknown ? other with { Effect = Known(other) } : contradiction;
        return new ChangeVerdict(ChangeEnd.Failed, progress.Sentence, known);
    }

    // It was seen in the list, or sent and nobody looked what came of it.
    private static bool MayHaveBeenAccepted(ChangeProgress progress, bool isDone) =>
        isDone || (progress.WasIntended && progress.Failure is null or { Kind: FailureKind.EffectUnknown } or { Effect: FailureEffect.Unknown });

    // Planned, begun, and forbidden before it was sent again.
    private static Failure? ForbiddenSince(PlannedChange item, ChangeProgress progress) =>
        WasBegun(item, progress) && progress is { Result: ChangeStatus.Failed, Failure: { Kind: FailureKind.ConcurrentChange } by } ? by : null;

    // An earlier try may have sent the invitation before a rule forbade it.
    private static bool WasBegun(PlannedChange item, ChangeProgress progress) => item.Action == ChangeAction.Invite && progress.WasIntended;

    // Whoever is in the list at that address may be somebody else: why it was forbidden is as a rule that the address has passed to another.
    private static FailureEffect EffectOf(PlannedChange item, ShownPeople? shown) => shown is null ? FailureEffect.Unknown : shown.Contradiction(item)?.Effect ?? FailureEffect.Unknown;

    // Who was about to take the seat and was cut off has taken it where it is gone, whatever later tries said of themselves; of what a try
    // itself did not know, nothing is claimed.
    private static bool TookTheSeat(ChangeProgress progress) => progress.WasIntended
        && (progress.Result == ChangeStatus.Done || (progress.MayHaveTakenSeat && progress.Failure is not { Effect: FailureEffect.Unknown })
            || progress.Failure is { Effect: FailureEffect.Applied } or { Kind: FailureKind.UnknownRole, Effect: FailureEffect.Unknown });

    // The lists show no effect, and so there is none of what was not known. What was seen done stays done; and whoever may have joined
    // under another address is in no list under the one that was asked for.
    private static FailureEffect Known(Failure failure) =>
        failure.Effect == FailureEffect.Applied || failure.Kind == FailureKind.AmbiguousIdentity ? failure.Effect : FailureEffect.None;

    // What was stored before is as little believed as what the site says: the list decides here too, and nothing was sent.
    private static ChangeVerdict AlreadySo(PlannedChange item, string so, ShownPeople? shown)
    {
        if (shown is null)
            return new ChangeVerdict(ChangeEnd.Failed, so, new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.None, NotRead));
        // An invitation that somebody else sent before that of a team or group may have another role: theirs is given once it was accepted.
        return shown.Contradiction(item.ByGrants && item.Action == ChangeAction.Invite ? item with { Role = null } : item) is { } contradiction
            ? new ChangeVerdict(ChangeEnd.Failed, so, contradiction with { Effect = FailureEffect.None })
            : new ChangeVerdict(ChangeEnd.Completed, so);
    }

    // No list tells whether an invitation was sent again: that the page said so is all there is, with a list or without.
    private static ChangeVerdict Unread(PlannedChange item, ChangeProgress progress) =>
        item.Action == ChangeAction.ResendInvitation && progress.Result == ChangeStatus.Done ? new ChangeVerdict(ChangeEnd.Completed, progress.Sentence)
        : new ChangeVerdict(
            ChangeEnd.Failed,
            progress.Sentence,
            progress.Failure is { } failure && (progress.Result == ChangeStatus.Failed || failure.Effect == FailureEffect.Applied)
                ? failure
                : new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown, NotRead));
}

/// <summary>How a change ends.</summary>
public enum ChangeEnd
{
    /// <summary>The list shows it.</summary>
    Completed,
    /// <summary>It failed.</summary>
    Failed,
    /// <summary>It was never begun.</summary>
    NotBegun,
}

/// <summary>Who the app shows, by address.</summary>
public sealed class ShownPeople
{
    private readonly Dictionary<string, SnapshotMember> confirmed;
    private readonly Dictionary<string, SnapshotMember> pending;

    /// <summary>Sorts a snapshot.</summary>
    /// <param name="snapshot">A complete read.</param>
    /// <param name="known">The addresses that were listed before, as <see cref="EmailAddress.KeyOf"/>; null where nobody looked.</param>
    public ShownPeople(MemberSnapshot snapshot, IReadOnlySet<string>? known = null)
    {
        confirmed = Of(snapshot, Presence.Confirmed);
        pending = Of(snapshot, Presence.Pending);
        HasNewcomers = known is not null && confirmed.Keys.Any(key => !known.Contains(key));
    }

    /// <summary>Whether somebody is a member who was in no list before: they may have joined by an invitation of another address.</summary>
    public bool HasNewcomers { get; }

    /// <summary>The role of a confirmed member as the app shows it, or null.</summary>
    /// <param name="email">The address.</param>
    public string? RoleOf(string? email) => email is null ? null : confirmed.GetValueOrDefault(EmailAddress.KeyOf(email))?.RawRole;

    /// <summary>Whether a member is shown with another role than before the change: by what it means where that is known, for the page may be in another language by now.</summary>
    /// <param name="item">The change.</param>
    public bool HasAnotherRole(PlannedChange item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (confirmed.GetValueOrDefault(EmailAddress.KeyOf(item.Email ?? "")) is not { } member)
            return false;
        return member.Role is { } now && item.RoleHeld is { } before ? now != before : member.RawRole != item.RoleBefore;
    }

    /// <summary>Whether somebody is a confirmed member.</summary>
    /// <param name="email">The address.</param>
    public bool IsMember(string? email) => email is not null && confirmed.ContainsKey(EmailAddress.KeyOf(email));

    /// <summary>Whether somebody has an invitation, and no seat.</summary>
    /// <param name="email">The address.</param>
    public bool IsOnlyInvited(string? email) => email is not null && !IsMember(email) && pending.ContainsKey(EmailAddress.KeyOf(email));

    /// <summary>Whether somebody is in either list.</summary>
    /// <param name="email">The address.</param>
    public bool IsListed(string? email) => IsMember(email) || IsOnlyInvited(email);

    /// <summary>What speaks against a change having taken place, or null where the list shows it.</summary>
    /// <param name="item">The change.</param>
    internal Failure? Contradiction(PlannedChange item)
    {
        var key = EmailAddress.KeyOf(item.Email ?? "");
        var member = confirmed.GetValueOrDefault(key);
        var invitation = pending.GetValueOrDefault(key);
        return item.Action switch
        {
            ChangeAction.Remove when member is not null => NotApplied("The person is still a member."),
            ChangeAction.Remove when invitation is not null => NotApplied("The person still has an invitation."),
            ChangeAction.CancelInvitation when member is not null => new Failure(FailureKind.ConcurrentChange, FailurePhase.Verify, Detail: "The invitation was accepted meanwhile: the person is a member."),
            ChangeAction.CancelInvitation when invitation is not null => NotApplied("The invitation is still there."),
            ChangeAction.ChangeRole when member is null => new Failure(FailureKind.MemberNotFound, FailurePhase.Verify),
            ChangeAction.ChangeRole when member.Role != item.Role => HasAnotherRole(item) ? Diverged(member.RawRole) : NotApplied($"The role is still {member.RawRole}."),
            ChangeAction.Invite or ChangeAction.ResendInvitation when member is null && invitation is null => NotApplied("There is no invitation."),
            ChangeAction.Invite when member is null && invitation?.Role is { } role && item.Role is { } wished && role != wished => Diverged(invitation.RawRole),
            ChangeAction.ResendInvitation when member is null && invitation?.InvitationExpired == true => NotApplied("The invitation is still expired."),
            _ => null,
        };
    }

    private static Failure NotApplied(string detail) => new(FailureKind.EffectNotApplied, FailurePhase.Verify, FailureEffect.None, detail);

    private static Failure Diverged(string rawRole) => new(FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, $"The role is {rawRole}.");

    private static Dictionary<string, SnapshotMember> Of(MemberSnapshot snapshot, Presence list) => snapshot.Members
        .Where(row => row.Presence == list && row.Email is not null)
        .GroupBy(row => EmailAddress.KeyOf(row.Email ?? ""), StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
}
