using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Syncing;

/// <summary>The input of a check: a <see cref="Tasks.TaskReference"/>, and for a hub's first check, the connection that it is part of.</summary>
public sealed record CheckToRun(string TaskId, string HubId, string? ConnectTaskId = null);

/// <summary>What reading the app's members gave; the snapshot itself is in a blob.</summary>
public sealed record AppMembersRead(string Snapshot = "", int Confirmed = 0, int Pending = 0, StepTrouble? Trouble = null) : IStepResult;

/// <summary>A snapshot that is to become a plan.</summary>
/// <param name="Step">The task.</param>
/// <param name="Snapshot">The snapshot's reference.</param>
/// <param name="Changes">The plan of changes that was carried out before it was read, where there was one.</param>
public sealed record SnapshotToPlan(AutomationStep Step, string Snapshot, string? Changes = null);

/// <summary>The plan that was made; it is in a blob itself.</summary>
/// <param name="Plan">The plan's reference.</param>
/// <param name="Digest">What a person who approves names.</param>
/// <param name="LossDigest">Names who would go.</param>
/// <param name="Losses">How many would go, as the guard counts.</param>
/// <param name="Tripped">Whether the guard wants a person to look.</param>
/// <param name="Trouble">Why there is no plan.</param>
/// <param name="Approval">Where the question to that person is kept.</param>
public sealed record PlannedCheck(
    string Plan = "", string Digest = "", string LossDigest = "", int Losses = 0, bool Tripped = false, StepTrouble? Trouble = null, string Approval = "") : IStepResult
{
    /// <summary>What a person is asked to approve.</summary>
    internal PlanToApprove ToApprove() => new(Approval, Digest, LossDigest, Losses);
}

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

/// <summary>A plan as its blob holds it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="HubVersion">The version of the hub that it was made for; it is applied to no other.</param>
/// <param name="GuardedMembers">Present members before it, exempted ones not counted.</param>
/// <param name="UserNames">Names of the people whom its changes match, by id.</param>
/// <param name="Snapshot">The snapshot that it was made of.</param>
/// <param name="IsPart">It is only what a task changed: the rest is for the next check, and so is the report.</param>
public sealed record StoredPlan(
    ReconcilePlan Plan, int HubVersion, int GuardedMembers, IReadOnlyDictionary<string, string> UserNames, string Snapshot, bool IsPart = false);
