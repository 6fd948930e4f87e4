using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>The input of a step that works on a hub: for which task, by which execution of it.</summary>
public sealed record AutomationStep(string TaskId, string ExecutionId, string HubId)
{
    /// <summary>Something was changed in the app and has to be recorded: a wish to stop comes too late.</summary>
    public bool IsClosing { get; init; }

    /// <summary>Why the step may not go on: its task has ended, is another run's, or a person stopped it; null where it may.</summary>
    /// <param name="task">The task as it stands now; null where it is gone.</param>
    public Failure? StopOf(AutomatedTask? task)
    {
        if (task is null || task.IsEnded || task.ExecutionId != ExecutionId)
            return new Failure(FailureKind.Cancelled, Detail: "The task has ended, or is another run's.");
        return !IsClosing && task.Cancellation is { } by ? new Failure(FailureKind.Cancelled, Detail: $"Stopped by {by.ByName}.") : null;
    }
}

/// <summary>Why a step has no result yet. Exactly one of the two is set.</summary>
/// <param name="Failure">It failed.</param>
/// <param name="NotBefore">It could not begin, and holds nothing: a lease, a browser or the site is not free before that time.</param>
public sealed record StepTrouble(Failure? Failure = null, DateTimeOffset? NotBefore = null)
{
    /// <summary>
    /// How often the step is tried, and how often it is waited for, by the settings of the process that met the trouble. Kept with it in
    /// the history, so that a replay goes the same way under other settings; in a history from before they are those of the present process.
    /// </summary>
    public int Attempts { get; init; } = PatientSteps.Retries.Attempts;

    /// <inheritdoc cref="Attempts"/>
    public int MostPauses { get; init; } = PatientSteps.Retries.MostPauses;
}

/// <summary>A step's answer.</summary>
public interface IStepResult
{
    /// <summary>Why there is no result, or null where there is one.</summary>
    StepTrouble? Trouble { get; }
}
