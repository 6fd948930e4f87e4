using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>What has to be done about a task.</summary>
internal enum Treatment
{
    /// <summary>Nothing: it is as it should be.</summary>
    None,
    /// <summary>Schedule it: its process died between inserting the row and starting the instance.</summary>
    Schedule,
    /// <summary>Wake it: something was decided, and the event that tells so was lost.</summary>
    Wake,
    /// <summary>Close its row: its instance ended without doing so, or is gone.</summary>
    Close,
    /// <summary>Stop its instance and close its row: it is past its time.</summary>
    Stop,
}

/// <summary>What is wrong with a task, seen from its row and its instance. Pure.</summary>
internal sealed record Diagnosis(Treatment Treatment, AutomatedTaskStatus End = AutomatedTaskStatus.Failed, Failure? Failure = null)
{
    private static readonly Diagnosis Well = new(Treatment.None);

    /// <summary>How the task ends, where it has to.</summary>
    public TaskOutcome Outcome(AutomatedTask task) => new(task.Id, task.ExecutionId ?? "", End, Failure);

    /// <summary>Looks at a task.</summary>
    /// <param name="task">Its row.</param>
    /// <param name="instance">How its instance is, or null where there is none.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">How it is judged.</param>
    /// <param name="part">The task that it waits for the end of, where there is one: what that tells, or waits for, counts as its own.</param>
    /// <param name="cause">What its instance failed with, where that is known.</param>
    public static Diagnosis Of(
        AutomatedTask task, OrchestrationRuntimeStatus? instance, DateTimeOffset now, WatchdogOptions options, AutomatedTask? part = null, TaskFailureDetails? cause = null)
    {
        if (task.IsEnded)
            return Well;
        if (task.Status == AutomatedTaskStatus.Pending && instance is null)
            return new Diagnosis(Treatment.Schedule);
        if (instance is null or OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed)
            return new Diagnosis(Treatment.Close, Failure: RetryPolicies.FailureOf(cause) with { Detail = "The run ended without saying how." });
        if (instance == OrchestrationRuntimeStatus.Terminated)
            return new Diagnosis(Treatment.Close, AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled, Detail: "The run was terminated by an administrator."));
        // Who decided in time is not told that nobody did, however long the hub is at something else.
        if (task is { Decision: null, Cancellation: null } && task.Deadline + options.LapseGrace < now)
            return new Diagnosis(Treatment.Stop, Failure: (task.Failure ?? new Failure(FailureKind.DeadlineExceeded)) with { Detail = "Nobody answered in time." });
        if (task.HasUnreadDecision)
            return new Diagnosis(Treatment.Wake);
        // A suspended instance was stopped on purpose, by an administrator of the engine.
        return !task.IsWaiting && instance != OrchestrationRuntimeStatus.Suspended && IsSilent(task, part, now - options.LongestSilence)
            ? new Diagnosis(Treatment.Stop, Failure: new Failure(FailureKind.DeadlineExceeded, Detail: $"It told nothing for {options.LongestSilence.TotalHours:0} hours."))
            : Well;
    }

    private static bool IsSilent(AutomatedTask task, AutomatedTask? part, DateTimeOffset since) =>
        task.UpdatedAt < since && (part is null || (part.IsEnded && part.UpdatedAt < since));
}
