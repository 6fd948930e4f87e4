using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Removing;

/// <summary>How a hub is to be removed.</summary>
/// <param name="RevokeMembers">Whether those whom Seatkeeper invited lose their seats first.</param>
/// <param name="DeleteAccounts">Whether accounts that people connected are deleted with their secrets.</param>
/// <param name="Allow">What the removal of members may do that is refused otherwise.</param>
public sealed record RemovalWish(bool RevokeMembers, bool DeleteAccounts, IReadOnlyList<string> Allow)
{
    /// <summary>Whether it is the same wish.</summary>
    public bool IsSameAs(RemovalWish other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return RevokeMembers == other.RevokeMembers && DeleteAccounts == other.DeleteAccounts && Allow.Order(StringComparer.Ordinal).SequenceEqual(other.Allow.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}

/// <summary>Whether the hub is being removed by this task.</summary>
public sealed record RemovalBegun(StepTrouble? Trouble = null) : IStepResult;

/// <summary>Whether no other task of the hub is left that has not ended.</summary>
public sealed record TasksStopped(StepTrouble? Trouble = null) : IStepResult;

/// <summary>The task that takes seats away first; empty where there is nobody.</summary>
public sealed record RevocationPlanned(string TaskId = "", StepTrouble? Trouble = null) : IStepResult;

/// <summary>A task that took seats away, or was to.</summary>
public sealed record RevocationToJudge(AutomationStep Step, string TaskId);

/// <summary>What came of it.</summary>
/// <param name="Left">Why somebody still has their seat; null where nobody has.</param>
/// <param name="Trouble">It has not ended yet.</param>
public sealed record RevocationJudged(Failure? Left = null, StepTrouble? Trouble = null) : IStepResult;

/// <summary>Whether the hub is removed.</summary>
public sealed record HubGone(StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a removal ends without the hub being removed.</summary>
public sealed record RemovalEnd(AutomationStep Step, AutomatedTaskStatus Status, Failure Failure);
