using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Who is out is to be looked at.</summary>
public sealed record LeaversToPlan(AutomationStep Step);

/// <summary>Who is to leave, and who is to come back.</summary>
/// <param name="Plan">Where it is kept.</param>
/// <param name="Digest">Names who would leave.</param>
/// <param name="Leavers">How many would.</param>
/// <param name="Question">Where the question to a person is kept; null where none is needed.</param>
/// <param name="Trouble">Why there is no plan.</param>
public sealed record PlannedLeavers(string Plan = "", string Digest = "", int Leavers = 0, string? Question = null, StepTrouble? Trouble = null) : IStepResult
{
    /// <summary>Until when an older question was open that this one takes the place of; null where there is none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Where a plan is kept of who comes back, and of nobody else; null where no question is needed.</summary>
    public string? Returns { get; init; }
}

/// <summary>A plan that is to be carried out.</summary>
/// <param name="Step">The task.</param>
/// <param name="Plan">Where it is kept.</param>
/// <param name="Approved">A person approved exactly these leavers.</param>
/// <param name="RefusedBy">Who said that they stay; null where nobody did.</param>
public sealed record LeaversToApply(AutomationStep Step, string Plan, bool Approved = false, string? RefusedBy = null);

/// <summary>What was carried out.</summary>
/// <param name="IsTripped">The guard trips by now: nothing was done.</param>
/// <param name="Trouble">Why not.</param>
public sealed record AppliedLeavers(bool IsTripped = false, StepTrouble? Trouble = null) : IStepResult;

/// <summary>Who is to leave and who is to come back; kept as a blob.</summary>
/// <param name="Leaving">Ids of people.</param>
/// <param name="Returning">Ids of people.</param>
/// <param name="Bound">The workspace's Owner, where they are out: nobody takes them away.</param>
/// <param name="Digest">Names who would leave.</param>
/// <param name="People">How many people of the directory were active.</param>
internal sealed record LeaversPlan(IReadOnlyList<string> Leaving, IReadOnlyList<string> Returning, IReadOnlyList<string> Bound, string Digest, int People);
