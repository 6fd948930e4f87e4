using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Tasks;

/// <summary>The row of one automated task. Its id is also the id of its orchestration instance.</summary>
public sealed record AutomatedTask
{
    public required string Id { get; init; }
    public required AutomatedTaskType Type { get; init; }
    public required TaskTrigger Trigger { get; init; }
    public required string? HubId { get; init; }
    public required string ActorId { get; init; }
    public required string ActorName { get; init; }

    /// <summary>On whose behalf it works. Their role was looked at when they asked.</summary>
    public Caller Actor => new(ActorId, ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false);

    /// <summary>The orchestrator that does the work; kept so that anyone can start it again.</summary>
    public required string Orchestrator { get; init; }

    public required string? RetryOf { get; init; }
    /// <summary>Where what was asked for is kept, for a task that changes members or probes pages.</summary>
    public string? Wish { get; init; }

    /// <summary>Where what it found is kept, for a task whose result is a text of its own.</summary>
    public string? Result { get; init; }

    /// <summary>Where the last plan is kept that it made, for a task whose plans are kept as they were made.</summary>
    public string? Plan { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public AutomatedTaskStatus Status { get; init; } = AutomatedTaskStatus.Pending;

    /// <summary>The one execution that may write to this row; set by the claim.</summary>
    public string? ExecutionId { get; init; }

    public string? Progress { get; init; }
    public int ItemsTotal { get; init; }
    public int ItemsDone { get; init; }
    public int ItemsFailed { get; init; }

    /// <summary>Why it failed, or what it waits for.</summary>
    public Failure? Failure { get; init; }

    /// <summary>The plan in question; an approval has to name it.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Where the question for a person is kept: it is too large for a row.</summary>
    public string? ApprovalBlob { get; init; }

    /// <summary>The seats that its plan needs; null for a task that takes none.</summary>
    public SeatNeed? Seats { get; init; }

    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>How many questions it has put to people; numbers the present one.</summary>
    public int Questions { get; init; }

    /// <summary>When the question lapses.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What a person answered to the present question.</summary>
    public RecordedDecision? Decision { get; init; }

    /// <summary>A person asked to stop. Kept apart from the answer: it holds whatever is asked later.</summary>
    public RecordedDecision? Cancellation { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }

    public bool IsEnded => TaskTransitions.IsFinal(Status);

    public bool IsWaiting => TaskTransitions.IsWaiting(Status);

    /// <summary>Whether a removal of its hub stopped it, and nobody who meant the task itself.</summary>
    public bool IsStoppedForRemoval => Cancellation is { ForRemoval: true };

    /// <summary>Whether a person stopped it or said no to it, an administrator of the engine included: what it was to do is not done by others either.</summary>
    public bool IsStoppedByPerson => Decision is { Kind: DecisionKind.Rejected } || (!IsStoppedForRemoval && (Cancellation is not null || Status == AutomatedTaskStatus.Cancelled));

    /// <summary>
    /// Whether a later run does by itself what it leaves undone: the next check, the next look at the directory, the hub's next run for teams and
    /// groups, and whatever was not asked for by name. Of everything else a person has to ask again.
    /// </summary>
    public bool IsFollowedByItself => Trigger != TaskTrigger.Api
        || Type is AutomatedTaskType.CheckForUpdates or AutomatedTaskType.ProvisionHub or AutomatedTaskType.SyncDirectory or AutomatedTaskType.DailyCheck;

    /// <summary>What a failure of it, or of an item of it that has ended, means for people.</summary>
    public FailureDescription Explain(Failure failure, bool hasEnded) =>
        hasEnded && !IsFollowedByItself ? FailureCatalog.DescribeEnded(failure) : FailureCatalog.Describe(failure);

    /// <summary>Something was decided that the waiting orchestrator has not acted on yet.</summary>
    public bool HasUnreadDecision => IsWaiting && (Decision is not null || Cancellation is not null);
}

/// <summary>What a person decided, who it was, when, and about which plan.</summary>
public sealed record RecordedDecision(DecisionKind Kind, string ById, string ByName, DateTimeOffset At, string? PlanDigest = null)
{
    /// <summary>Whether it was a removal of the task's hub that stopped the task.</summary>
    public bool ForRemoval { get; init; }

    /// <summary>Names the secret with the one-time code that was given with an answer; the code itself is in no row.</summary>
    public string? CodeName { get; init; }
}

/// <summary>What a person can decide about a task.</summary>
public enum DecisionKind
{
    /// <summary>Nothing was decided.</summary>
    None,
    Approved,
    Rejected,
    Cancelled,
    /// <summary>What the task waited for was done.</summary>
    Answered,
}
