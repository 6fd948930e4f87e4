using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Syncing;

/// <summary>The input of a check: a <see cref="Tasks.TaskReference"/>, and for a hub's first check, the connection that it is part of.</summary>
public sealed record CheckToRun(string TaskId, string HubId, string? ConnectTaskId = null);

/// <summary>What reading the app's members gave; the snapshot itself is in a blob.</summary>
public sealed record AppMembersRead(string Snapshot = "", int Confirmed = 0, int Pending = 0, StepTrouble? Trouble = null) : IStepResult;

/// <summary>A snapshot that is to become a plan.</summary>
public sealed record SnapshotToPlan(AutomationStep Step, string Snapshot);

/// <summary>The plan that was made; it is in a blob itself.</summary>
/// <param name="Plan">The plan's reference.</param>
/// <param name="Digest">What a person who approves names.</param>
/// <param name="LossDigest">Names who would go.</param>
/// <param name="Losses">How many would go, as the guard counts.</param>
/// <param name="Tripped">Whether the guard wants a person to look.</param>
/// <param name="Trouble">Why there is no plan.</param>
public sealed record PlannedCheck(
    string Plan = "", string Digest = "", string LossDigest = "", int Losses = 0, bool Tripped = false, StepTrouble? Trouble = null) : IStepResult;

/// <summary>A plan that is to be applied, and who approved its losses, where somebody had to.</summary>
public sealed record PlanToApply(AutomationStep Step, string Plan, string? ApprovedBy = null, string? ApprovedLossDigest = null);

/// <summary>What became of a plan.</summary>
public sealed record AppliedCheck(ApplyOutcome Outcome = ApplyOutcome.Applied, StepTrouble? Trouble = null) : IStepResult;

/// <summary>What became of a plan.</summary>
public enum ApplyOutcome
{
    /// <summary>Everything is written.</summary>
    Applied,
    /// <summary>Nothing was written: another plan was applied since this one was made.</summary>
    Stale,
    /// <summary>Nothing was written: with the losses that others caused meanwhile, a person has to look.</summary>
    Tripped,
}

/// <summary>A question to a person, while which the check holds nothing.</summary>
/// <param name="Step">The check.</param>
/// <param name="Failure">What is the matter.</param>
/// <param name="Deadline">When the question lapses.</param>
/// <param name="Plan">The plan to approve; null where the person has to do something at the app.</param>
public sealed record CheckQuestion(AutomationStep Step, Failure Failure, DateTimeOffset Deadline, PlannedCheck? Plan = null);

/// <summary>A check that has its answer and wants to go on.</summary>
public sealed record CheckToResume(AutomationStep Step, bool SignInAtOnce);

/// <summary>How a check ended.</summary>
public sealed record CheckEnd(AutomationStep Step, AutomatedTaskStatus Status, Failure? Failure = null);

/// <summary>A plan as its blob holds it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="HubVersion">The version of the hub that it was made for; it is applied to no other.</param>
/// <param name="GuardedMembers">Present members before it, exempted ones not counted.</param>
/// <param name="UserNames">Names of the people whom its changes match, by id.</param>
/// <param name="Snapshot">The snapshot that it was made of.</param>
public sealed record StoredPlan(ReconcilePlan Plan, int HubVersion, int GuardedMembers, IReadOnlyDictionary<string, string> UserNames, string Snapshot);
