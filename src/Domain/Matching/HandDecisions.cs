using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Domain.Matching;

/// <summary>What comes of a decision by hand. At most one of the two is set; neither means that it is so already.</summary>
/// <param name="Decision">What is decided now.</param>
/// <param name="Refused">The rule that forbids it.</param>
public sealed record DecisionAnswer(MemberDecision? Decision = null, Refusal? Refused = null)
{
    /// <summary>A refusal.</summary>
    /// <param name="kind">The rule that forbids it.</param>
    /// <param name="detail">Why, for people.</param>
    /// <param name="link">Where to go on.</param>
    public static DecisionAnswer Refuse(RefusalKind kind, string detail, string? link = null) => new(Refused: new Refusal(kind, detail, Link: link));
}

/// <summary>What people may decide about one member: whom it is matched to, and that it is exempted. No check changes it afterwards.</summary>
public static class HandDecisions
{
    /// <summary>Matches a member to a person. That nobody is matched twice is the planner's to hold.</summary>
    /// <param name="member">The member.</param>
    /// <param name="person">The person.</param>
    /// <param name="role">Their role in the hub.</param>
    public static DecisionAnswer Match(Member member, WorkspaceUser person, HubRole role)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(person);
        if (RefusalOf(member) is { } refused)
            return new DecisionAnswer(Refused: refused);
        if (member.Decision.Status == MemberStatus.Exempted)
            return DecisionAnswer.Refuse(RefusalKind.StageNotAllowed, "The member is exempted; undo that first.");
        if (!person.Active)
            return DecisionAnswer.Refuse(RefusalKind.StageNotAllowed, $"{person.Name} left the workspace.");
        if (member.Decision is { IsMatched: true, UserId: not null } matched && matched.UserId != person.Id)
            return DecisionAnswer.Refuse(RefusalKind.AlreadyMatched, "The member is matched to somebody else; undo that first.");
        var status = person.Kind == WorkspaceUserKind.Directory ? MemberStatus.Onboarded : MemberStatus.Guest;
        return Unless(member, new MemberDecision(status, DecidedBy.Person, person.Id, role));
    }

    /// <summary>Undoes a match. The member stays unmatched until a person decides again: a check would match the same address to the same person.</summary>
    /// <param name="member">The member.</param>
    /// <param name="grants">The hub's grants.</param>
    public static DecisionAnswer UndoMatch(Member member, HubGrants grants)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(grants);
        if (RefusalOf(member) is { } refused)
            return new DecisionAnswer(Refused: refused);
        if (!member.Decision.IsMatched)
            return new DecisionAnswer();
        if (grants.HolderOf(member.Decision.UserId) is { } holder)
            return new DecisionAnswer(Refused: holder);
        return new DecisionAnswer(MemberDecision.Unmatched with { By = DecidedBy.Person });
    }

    /// <summary>Exempts a member: it keeps its seat and is matched to nobody.</summary>
    /// <param name="member">The member.</param>
    /// <param name="grants">The hub's grants.</param>
    /// <param name="reason">Why.</param>
    /// <param name="reviewOn">The day from which on it shows up for review, or null.</param>
    public static DecisionAnswer Exempt(Member member, HubGrants grants, string reason, DateOnly? reviewOn)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(grants);
        if (RefusalOf(member) is { } refused)
            return new DecisionAnswer(Refused: refused);
        if (member.Decision.IsMatched && grants.HolderOf(member.Decision.UserId) is { } holder)
            return new DecisionAnswer(Refused: holder);
        return Unless(member, new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: reason, ReviewOn: reviewOn));
    }

    /// <summary>
    /// Takes the access to the hub from whoever a member is matched to, and nothing else: where there is nobody, there is nothing to take,
    /// and an exemption stays as it was made.
    /// </summary>
    /// <param name="member">The member.</param>
    /// <param name="grants">The hub's grants.</param>
    /// <param name="reason">Why the member is exempted then; null where it is to be matched to nobody.</param>
    public static DecisionAnswer TakeAccess(Member member, HubGrants grants, string? reason)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (reason is null)
            return UndoMatch(member, grants);
        var answer = Exempt(member, grants, reason, reviewOn: null);
        if (answer.Decision is null || member.Decision.IsMatched)
            return answer;
        return member.Decision.Status == MemberStatus.Exempted
            ? DecisionAnswer.Refuse(RefusalKind.StageNotAllowed, $"The member is exempted: {member.Decision.Reason}")
            : new DecisionAnswer();
    }

    /// <summary>Undoes an exemption; the member is unmatched, and free for the next check.</summary>
    /// <param name="member">The member.</param>
    public static DecisionAnswer UndoExemption(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.Decision.Status == MemberStatus.Exempted ? new DecisionAnswer(MemberDecision.Unmatched) : new DecisionAnswer();
    }

    private static DecisionAnswer Unless(Member member, MemberDecision wanted) => member.Decision == wanted ? new DecisionAnswer() : new DecisionAnswer(wanted);

    private static Refusal? RefusalOf(Member member)
    {
        if (member.Facts.IsOperator)
            return new Refusal(RefusalKind.StageNotAllowed, "This is the hub's automation account, which stays as it is.");
        if (!member.IsPresent)
            return new Refusal(RefusalKind.StageNotAllowed, "The member is in no list of the app any more.");
        return member.Stage is MemberStage.Inviting or MemberStage.Updating or MemberStage.Deprovisioning
            ? new Refusal(RefusalKind.StageNotAllowed, "The member is being changed; wait until that has ended.")
            : null;
    }
}
