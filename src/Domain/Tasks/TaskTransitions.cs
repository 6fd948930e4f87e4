using static Seatkeeper.Domain.Tasks.AutomatedTaskStatus;

namespace Seatkeeper.Domain.Tasks;

/// <summary>What a person may ask of a task.</summary>
public enum TaskAction
{
    /// <summary>Stop at the next safe point.</summary>
    Cancel,
    /// <summary>Do again what did not succeed.</summary>
    Retry,
    /// <summary>Go on with the plan that was shown.</summary>
    Approve,
    /// <summary>Do not.</summary>
    Reject,
    /// <summary>Give what the task waits for.</summary>
    Answer,
}

/// <summary>The one table of how a task's status moves, and of what may be asked at which status.</summary>
public static class TaskTransitions
{
    /// <summary>True where nothing more happens to the task.</summary>
    /// <param name="status">The status.</param>
    public static bool IsFinal(AutomatedTaskStatus status) => status is Completed or CompletedWithErrors or Failed or Cancelled;

    /// <summary>True where the task waits for a person.</summary>
    /// <param name="status">The status.</param>
    public static bool IsWaiting(AutomatedTaskStatus status) => status is WaitingForInput or WaitingForApproval;

    /// <summary>Whether a status may follow another. The same status again is no move, and allowed where the task goes on.</summary>
    /// <param name="from">The present status.</param>
    /// <param name="to">The next one.</param>
    public static bool MayBecome(AutomatedTaskStatus from, AutomatedTaskStatus to) => from switch
    {
        // What never began cannot have done anything; but it can be stopped, or found impossible.
        Pending => to is Pending or InProgress or Cancelled or Failed,
        InProgress => to is not Pending,
        WaitingForInput or WaitingForApproval => to == from || to is InProgress or Cancelled or Failed,
        _ => false,
    };

    /// <summary>Whether something may be asked of a task at a status.</summary>
    /// <param name="action">What is asked.</param>
    /// <param name="status">The present status.</param>
    public static bool MayAsk(TaskAction action, AutomatedTaskStatus status) => action switch
    {
        TaskAction.Cancel => !IsFinal(status),
        TaskAction.Retry => status is Failed or CompletedWithErrors or Cancelled,
        TaskAction.Approve or TaskAction.Reject => status == WaitingForApproval,
        TaskAction.Answer => status == WaitingForInput,
        _ => false,
    };
}
