using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Tasks;

/// <summary>How a task's row changes. Each answers the changed row, the same row where nothing is to change, or null where the change is not allowed.</summary>
internal static class TaskChanges
{
    /// <summary>`Pending` → `InProgress`. The execution that holds the task already may claim it again: its first answer may have been lost.</summary>
    public static AutomatedTask? Claim(AutomatedTask task, string executionId, DateTimeOffset now) => task.Status switch
    {
        AutomatedTaskStatus.Pending => task with { Status = AutomatedTaskStatus.InProgress, ExecutionId = executionId, StartedAt = now },
        _ when !task.IsEnded && task.ExecutionId == executionId => task,
        _ => null,
    };

    /// <summary>Records where the work stands. An answer stays with its question; a new question has none yet.</summary>
    public static AutomatedTask? Mark(AutomatedTask task, TaskMark mark, DateTimeOffset now)
    {
        if (task.ExecutionId != mark.ExecutionId || !TaskTransitions.MayBecome(task.Status, mark.Status) || TaskTransitions.IsFinal(mark.Status))
            return null;
        var asks = TaskTransitions.IsWaiting(mark.Status);
        var sameQuestion = asks && task.Status == mark.Status && task.PlanDigest == (mark.PlanDigest ?? task.PlanDigest) && task.Deadline == mark.Deadline;
        return task with
        {
            Status = mark.Status,
            Progress = mark.Progress ?? task.Progress,
            Failure = mark.Failure,
            PlanDigest = mark.PlanDigest ?? task.PlanDigest,
            ApprovalBlob = mark.ApprovalBlob ?? task.ApprovalBlob,
            Deadline = asks ? mark.Deadline : null,
            WaitingSince = !asks ? null : sameQuestion ? task.WaitingSince : now,
            Questions = asks && !sameQuestion ? task.Questions + 1 : task.Questions,
            Decision = asks && !sameQuestion ? null : task.Decision,
            Seats = mark.Seats ?? task.Seats,
            ItemsTotal = mark.Items?.Total ?? task.ItemsTotal,
            ItemsDone = mark.Items?.Done ?? task.ItemsDone,
            ItemsFailed = mark.Items?.Failed ?? task.ItemsFailed,
        };
    }

    /// <summary>Ends the task. Only the execution that holds it may, and only once; and where the outcome says so, only while nobody has asked it to stop.</summary>
    public static AutomatedTask? Close(AutomatedTask task, TaskOutcome outcome, DateTimeOffset now) =>
        task.ExecutionId != outcome.ExecutionId || (outcome.UnlessCancelled && task.Cancellation is not null) ? null : End(task, outcome, now);

    /// <summary>Ends a task whose execution is known to be gone.</summary>
    public static AutomatedTask? CloseAbandoned(AutomatedTask task, TaskOutcome outcome, DateTimeOffset now) =>
        End(task, outcome, now);

    /// <summary>Asks the task to stop. The first one who asks is the one who is named.</summary>
    public static AutomatedTask? Cancel(AutomatedTask task, RecordedDecision by) =>
        task.IsEnded ? null : task.Cancellation is null ? task with { Cancellation = by } : task;

    /// <summary>Answers the present question, until its deadline; the same answer again is no change, another one comes too late.</summary>
    public static AutomatedTask? Decide(AutomatedTask task, RecordedDecision decision)
    {
        var action = decision.Kind switch
        {
            DecisionKind.Approved => TaskAction.Approve,
            DecisionKind.Rejected => TaskAction.Reject,
            DecisionKind.Answered => TaskAction.Answer,
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Kind, "Only answers to a question."),
        };
        if (!TaskTransitions.MayAsk(action, task.Status))
            return null;
        // Whoever waited for the answer has gone by then: it would be taken, and nothing come of it.
        if (task.Decision is null)
            return task.Deadline < decision.At ? null : task with { Decision = decision };
        return task.Decision.Kind == decision.Kind && task.Decision.PlanDigest == decision.PlanDigest ? task : null;
    }

    private static AutomatedTask? End(AutomatedTask task, TaskOutcome outcome, DateTimeOffset now) => task.IsEnded ? null : task with
    {
        Status = outcome.Status,
        Failure = outcome.Failure,
        CompletedAt = now,
        Result = outcome.Result ?? task.Result,
        WaitingSince = null,
        Deadline = null,
        ItemsTotal = outcome.Items?.Total ?? task.ItemsTotal,
        ItemsDone = outcome.Items?.Done ?? task.ItemsDone,
        ItemsFailed = outcome.Items?.Failed ?? task.ItemsFailed,
    };
}
