using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Domain.Changing;

/// <summary>What can be done to one person in the app.</summary>
public enum ChangeAction
{
    /// <summary>Send an invitation with a role.</summary>
    Invite,
    /// <summary>Send a pending or expired invitation again.</summary>
    ResendInvitation,
    /// <summary>Take a pending or expired invitation back.</summary>
    CancelInvitation,
    /// <summary>Give a confirmed member another role.</summary>
    ChangeRole,
    /// <summary>Take a confirmed member's seat away, and with it an invitation of the same address that could bring the person back.</summary>
    Remove,
}

/// <summary>One wished change of one person.</summary>
/// <param name="Id">Names the change within its task; the same wish has the same id in every try.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="Email">The person, by address as the app shows it or as it is to be invited.</param>
/// <param name="Role">The wished role, where the action has one.</param>
/// <param name="WasIntended">An earlier try wrote its intent: an effect that is found counts as done by us.</param>
/// <param name="Allow">What is allowed that is refused otherwise, see <see cref="ChangeAllowance"/>.</param>
public sealed record MemberChange(string Id, ChangeAction Action, string Email, AppRole? Role = null, bool WasIntended = false, IReadOnlyList<string>? Allow = null)
{
    /// <summary>What may be spent on the seat of an invitation, or of one that ran out and is sent again; null for nothing.</summary>
    public SeatBudget? Budget { get; init; }

    /// <summary>Whether somebody loses a seat or the way to one by it.</summary>
    public bool TakesAway => Action is ChangeAction.Remove or ChangeAction.CancelInvitation;

    /// <summary>Whether something is allowed.</summary>
    /// <param name="what">One of <see cref="ChangeAllowance"/>.</param>
    public bool Allows(string what) => Allow?.Contains(what, StringComparer.Ordinal) == true;
}

/// <summary>How one change ended.</summary>
public enum ChangeStatus
{
    /// <summary>Done by us, and read back.</summary>
    Done,
    /// <summary>It was so already; nothing was sent.</summary>
    NoChangeNeeded,
    /// <summary>It failed; the failure tells the effect.</summary>
    Failed,
}

/// <summary>What came of one change.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Sentence">What was seen, for people; at most 200 characters.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record ChangeResult(ChangeStatus Status, string Sentence, Failure? Failure = null)
{
    /// <summary>Something was sent, and the lists showed no effect of it then: it may come late.</summary>
    public bool MayComeLate { get; init; }

    /// <summary>Something was sent. Where the site then says that there was nothing to do, a browser that sent it twice by itself may have met its own effect.</summary>
    public bool WasSent { get; init; }
}

/// <summary>How a batch ended. What it did not come to has no result.</summary>
/// <param name="StoppedBy">What concerns more than one person and stopped the batch, or null.</param>
/// <param name="Stopped">The batch ended early, by <paramref name="StoppedBy"/> or because its owner said so.</param>
public sealed record ChangeBatchEnd(Failure? StoppedBy = null, bool Stopped = false);
