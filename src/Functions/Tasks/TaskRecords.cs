using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Tasks;

/// <summary>A task that is wanted. The id is derived from what makes it unique, so that asking twice is asking once.</summary>
public sealed record NewTask(
    string Id, AutomatedTaskType Type, TaskTrigger Trigger, string? HubId, Caller Actor, string Orchestrator, string? RetryOf = null,
    string? Wish = null, int Items = 0);

/// <summary>The input of every task's orchestrator.</summary>
public sealed record TaskReference(string TaskId, string? HubId);

/// <summary>An execution wants to be the one that does the task.</summary>
public sealed record TaskClaim(string TaskId, string ExecutionId);

/// <summary>How a task ended.</summary>
public sealed record TaskOutcome(string TaskId, string ExecutionId, AutomatedTaskStatus Status, Failure? Failure = null, TaskCounts? Items = null, string? Result = null)
{
    /// <summary>The task does not end like this once a person has asked it to stop.</summary>
    public bool UnlessCancelled { get; init; }
}

/// <summary>Where a task stands; what is null stays as it was, except that a failure goes when the work goes on.</summary>
public sealed record TaskMark(
    string TaskId, string ExecutionId, AutomatedTaskStatus Status, string? Progress = null, Failure? Failure = null,
    string? PlanDigest = null, string? ApprovalBlob = null, DateTimeOffset? Deadline = null, TaskCounts? Items = null)
{
    /// <summary>The seats that its plan needs.</summary>
    public SeatNeed? Seats { get; init; }
}

/// <summary>A task's items by outcome.</summary>
public sealed record TaskCounts(int Total, int Done, int Failed);

/// <summary>What was decided about a task, as its orchestrator reads it. A cancellation goes before any other answer.</summary>
public sealed record TaskDecision(DecisionKind Kind, string? PlanDigest = null, string? ByName = null);

/// <summary>Names of the events that tasks' orchestrators wait for.</summary>
public static class TaskEvents
{
    /// <summary>Look at the row again. It carries nothing: decisions are rows.</summary>
    public const string Wake = "Wake";
}
