using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Changing;

/// <summary>A wish that is to become a plan, and whose losses a person approved, where somebody had to.</summary>
public sealed record ChangesToPlan(AutomationStep Step, string? ApprovedLossDigest = null);

/// <summary>The plan that was made; it is in a blob itself.</summary>
/// <param name="Plan">The plan's reference.</param>
/// <param name="Digest">What a person who approves names.</param>
/// <param name="LossDigest">Names who would go.</param>
/// <param name="Losses">How many would go.</param>
/// <param name="ToDo">How many changes have to be sent to the app.</param>
/// <param name="HasCanary">One goes first, and the others only where that one was taken away, or was not for a reason of that one alone.</param>
/// <param name="Tripped">Whether the guard wants a person to look; if not, the losses are counted already.</param>
/// <param name="Approval">Where the question to that person is kept.</param>
/// <param name="Trouble">Why there is no plan.</param>
/// <param name="HubOnly">Nothing of it concerns the app, whose list therefore need not be read at the end.</param>
public sealed record PlannedChanges(
    string Plan = "", string Digest = "", string LossDigest = "", int Losses = 0, int ToDo = 0, bool HasCanary = false, bool Tripped = false,
    string Approval = "", StepTrouble? Trouble = null, bool HubOnly = false) : IStepResult
{
    /// <summary>What a person is asked to approve.</summary>
    internal PlanToApprove ToApprove() => new(Approval, Digest, LossDigest, Losses);
}

/// <summary>Some changes of a plan, by their places among those that have to be sent.</summary>
public sealed record BatchToSend(AutomationStep Step, string Plan, int From, int Count);

/// <summary>What came of a batch.</summary>
/// <param name="IsTimeOver">It has to be called again for the rest.</param>
/// <param name="Failed">The first failure of one of its people.</param>
/// <param name="Trouble">What stopped it.</param>
/// <param name="ShowsRemoval">Somebody was taken away by the way that those after them go too; null where an earlier version did not tell.</param>
public sealed record SentBatch(bool IsTimeOver = false, Failure? Failed = null, StepTrouble? Trouble = null, bool? ShowsRemoval = null) : IStepResult;

/// <summary>Changes after which the list of members is to be read again.</summary>
public sealed record ChangesToReadBack(AutomationStep Step, string Plan);

/// <summary>How a change ends.</summary>
/// <param name="Step">The task.</param>
/// <param name="Plan">The plan, where one was made.</param>
/// <param name="Snapshot">The list as it was read at the end, where it was.</param>
/// <param name="Stopped">What ended it early.</param>
public sealed record ChangesEnd(AutomationStep Step, string? Plan = null, string? Snapshot = null, Failure? Stopped = null)
{
    /// <summary>Why the list could not be read at the end; null where it was, or need not be.</summary>
    public Failure? Unread { get; init; }
}

/// <summary>How a change ended.</summary>
public sealed record ChangesDone(AutomatedTaskStatus Status, Failure? Failure = null);
