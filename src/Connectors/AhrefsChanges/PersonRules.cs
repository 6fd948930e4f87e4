using Seatkeeper.Connectors.AhrefsMembers;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.AhrefsChanges;

/// <summary>What is to be done next for one change: a step, or nothing more.</summary>
internal sealed record Move(Step? Step = null, ChangeResult? Result = null);

/// <summary>Decides from the wish and the state of both lists. A refusal is thrown as a failure of that one person.</summary>
internal static class PersonRules
{
    private const int MostText = 200;
    private const int MostNote = 120;

    public static ChangeResult Failed(Failure failure) =>
        new(ChangeStatus.Failed, Short(failure.Detail ?? FailureCatalog.Describe(failure.Kind).Sentence), failure);

    /// <summary>What is refused before any page is looked at.</summary>
    public static Failure? FindRefusal(MemberChange change, string? username)
    {
        var wantsRole = change.Action is ChangeAction.Invite or ChangeAction.ChangeRole;
        if (wantsRole && change.Role is null or AppRole.Owner)
            return new Failure(FailureKind.RoleNotAvailable, Detail: change.Role is null ? "no role is named" : "nobody is made Owner through the app's pages");
        if (change.Action is ChangeAction.Invite && (!EmailAddress.TryParse(change.Email, out _) || LookAlike.IsSuspicious(change.Email)))
            return new Failure(FailureKind.SuspiciousIdentity, Detail: "the address is none, mixes scripts, or holds hidden characters");
        return change.Action is ChangeAction.Remove or ChangeAction.ChangeRole && MemberListChecks.IsSame(change.Email, username ?? "") ? Protected() : null;
    }

    public static Move Next(MemberChange change, People people, Progress progress)
    {
        var member = people.Member(change.Email);
        var invitation = people.Invitation(change.Email);
        if (change.Action is ChangeAction.Remove or ChangeAction.ChangeRole && people.IsUntouchable(change.Email))
            throw new AppFailureException(Protected());
        if (TakesAdminAway(change) && !change.Allows(ChangeAllowance.LastAdmin) && people.IsLastAdmin(change.Email))
            throw Refused(FailureKind.ProtectedMember, $"nobody else would be Admin besides the Owner and the automation account; allow \"{ChangeAllowance.LastAdmin}\" to do it all the same");
        return change.Action switch
        {
            ChangeAction.Remove when member is { Role: null } => throw Refused(FailureKind.UnknownRole, "the page shows a role that the page map does not know"),
            ChangeAction.Remove when member is not null => new Move(Step.Remove),
            ChangeAction.Remove or ChangeAction.CancelInvitation or ChangeAction.ResendInvitation when member is null && invitation is { Role: null } =>
                throw new AppFailureException(new Failure(FailureKind.UnknownRole, Effect: progress.IsOurs ? FailureEffect.Unknown : FailureEffect.None, Detail: "the page shows an invitation with a role that the page map does not know")),
            ChangeAction.Remove when invitation is not null => new Move(Step.CancelInvitation),
            ChangeAction.Remove => Gone(progress),
            ChangeAction.ChangeRole when member is null && invitation is null => throw Refused(FailureKind.MemberNotFound, Nobody(people.LookingLike(change.Email))),
            ChangeAction.ChangeRole => RoleOf(change, member, progress),
            ChangeAction.CancelInvitation when invitation is not null => new Move(Step.CancelInvitation),
            // Whoever joined holds a seat, and nobody asked to take that away.
            ChangeAction.CancelInvitation when member is not null && !progress.Done.Contains(Step.CancelInvitation) =>
                throw Refused(FailureKind.AlreadyMember, "the invitation was accepted"),
            ChangeAction.CancelInvitation => Gone(progress),
            ChangeAction.ResendInvitation => Again(member, invitation, progress),
            ChangeAction.Invite => Noting(Invited(change, member, invitation, progress), people.LookingLike(change.Email)),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    private static bool TakesAdminAway(MemberChange change) => change.Action is ChangeAction.Remove || (change.Action is ChangeAction.ChangeRole && change.Role is not AppRole.Admin);

    private static Move Gone(Progress progress)
    {
        var (removed, cancelled) = (progress.Done.Contains(Step.Remove), progress.Done.Contains(Step.CancelInvitation));
        return (removed, cancelled, progress.IsOurs) switch
        {
            (true, true, _) => Done("The member was removed, and the invitation of the same address was cancelled."),
            (true, _, _) => Done("The member was removed; the list no longer shows them."),
            (_, true, _) => Done("The invitation was cancelled; the person is no member."),
            (_, _, true) => Done("An earlier try did it; neither list shows the person."),
            _ => Already("It was so already: neither list asks for anything to be taken away."),
        };
    }

    private static string Nobody(IReadOnlyList<string> alike) => alike.Count == 0 ? "the person is in no list" : $"the person is in no list; {Named(alike)}";

    private static string Named(IReadOnlyList<string> alike) =>
        string.Join(", ", alike) is { Length: <= MostNote } all ? $"looks alike, and is somebody else's: {all}" : $"{alike.Count} listed address(es) look alike, and are somebody else's";

    // Somebody else may be meant; nobody is taken for them.
    private static Move Noting(Move move, IReadOnlyList<string> alike) =>
        move.Result is { Status: ChangeStatus.Done } done && alike.Count > 0 ? new Move(Result: done with { Sentence = Short(done.Sentence, $" ({Named(alike)})") }) : move;

    private static Move RoleOf(MemberChange change, SnapshotMember? member, Progress progress) => member switch
    {
        null => throw Refused(FailureKind.MemberNotFound, "the person is only invited, and has no role to change yet"),
        { Role: null } => throw Refused(FailureKind.UnknownRole, "the page shows a role that the page map does not know"),
        { Role: { } role } when role != change.Role => new Move(Step.ChangeRole),
        _ when progress.IsOurs => Done($"The list shows the role {change.Role}."),
        _ => Already($"The person had the role {change.Role} already."),
    };

    private static Move Again(SnapshotMember? member, SnapshotMember? invitation, Progress progress)
    {
        progress.SawExpired |= invitation is { InvitationExpired: true };
        if (progress.Done.Contains(Step.Resend))
            return Done("The invitation was sent again.");
        // No list tells a second mail from the first; only one that had run out shows that it was sent again.
        if (progress.IsOurs && invitation is { InvitationExpired: false })
        {
            return progress.SawExpired
                ? Done("The invitation was sent again.")
                : throw new AppFailureException(new Failure(FailureKind.EffectUnknown, FailurePhase.Verify, FailureEffect.Unknown, "an earlier try was about to send the invitation again; whether it was sent is not known"));
        }

        if (invitation is not null)
            return new Move(Step.Resend);
        throw Refused(member is null ? FailureKind.MemberNotFound : FailureKind.AlreadyMember, member is null ? "there is no invitation" : "the person has joined already");
    }

    private static Move Invited(MemberChange change, SnapshotMember? member, SnapshotMember? invitation, Progress progress)
    {
        var isWished = (member ?? invitation)?.Role == change.Role;
        return (member, invitation) switch
        {
            (null, null) => new Move(Step.Invite),
            _ when !isWished && progress.Done.Contains(Step.Invite) => throw new AppFailureException(new Failure(
                FailureKind.EffectDiverged, FailurePhase.Verify, FailureEffect.Applied, $"invited as {change.Role}, and the list shows {(member ?? invitation)?.Role}")),
            (null, { InvitationExpired: true }) => throw Refused(FailureKind.AlreadyInvited, "there is an invitation that ran out; send it again instead"),
            _ when isWished && progress.IsOurs => Done(member is null ? $"Invited as {change.Role}; the list of invitations shows it." : "Invited, and joined already."),
            (not null, _) when isWished => Already($"The person was a member with the role {change.Role} already."),
            (not null, _) => throw Refused(FailureKind.AlreadyMember, "the person is a member with another role"),
            _ when isWished => Already($"The person was invited as {change.Role} already."),
            _ => throw Refused(FailureKind.AlreadyInvited, "the person is invited with another role; nothing is cancelled and sent anew unasked"),
        };
    }

    private static Failure Protected() => new(FailureKind.ProtectedMember, Detail: "the Owner and the automation account are never changed");

    private static AppFailureException Refused(FailureKind kind, string detail) => new(new Failure(kind, Detail: detail));

    private static Move Done(string sentence) => new(Result: new ChangeResult(ChangeStatus.Done, sentence));

    private static Move Already(string sentence) => new(Result: new ChangeResult(ChangeStatus.NoChangeNeeded, sentence));

    /// <summary>A sentence for people, no longer than one may be, with what has to be in it at its end.</summary>
    public static string Short(string text, string end = "") => (text.Length > MostText - end.Length ? text[..(MostText - end.Length)] : text) + end;
}
