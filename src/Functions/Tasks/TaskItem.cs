using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Tasks;

/// <summary>One item of a task, one a person: what is wanted, what was begun, and what came of it.</summary>
public sealed record TaskItem
{
    public required string TaskId { get; init; }

    /// <summary>Derived from what the item is about, so that recording it twice is recording it once.</summary>
    public required string Id { get; init; }

    public required string Action { get; init; }
    public string? MemberId { get; init; }
    public string? Target { get; init; }

    /// <summary>Whom the member is matched to, of a change of members.</summary>
    public string? UserId { get; init; }

    /// <summary>The role in the app that the member had before it.</summary>
    public AppRole? RoleHeld { get; init; }

    public TaskItemStatus Status { get; init; } = TaskItemStatus.Pending;

    /// <summary>Names the effect that was about to be submitted; written before it is.</summary>
    public string? OperationId { get; init; }

    /// <summary>When the first try of it was about to send it.</summary>
    public DateTimeOffset? IntentAt { get; init; }

    /// <summary>When it was about to be sent last; null where nothing was, and in rows of earlier versions.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When a removal was last about to take the seat itself, and not an invitation of the address; null where that try told that nothing came of it.</summary>
    public DateTimeOffset? SeatIntentAt { get; init; }

    /// <summary>Since when it may be so, if it is by what was sent.</summary>
    public DateTimeOffset? EffectAt => SentAt ?? IntentAt;

    /// <summary>The checkpoint: what the connector said came of it. The list of members decides at the end.</summary>
    public ChangeStatus? Outcome { get; init; }

    /// <summary>It was about to be sent, and somebody else was first.</summary>
    public bool IsOthers { get; init; }

    /// <summary>Whether it was about to be sent, and what is so now may come of it.</summary>
    public bool IsOurs => IntentAt is not null && !IsOthers;

    /// <summary>The lease under which it was last written; who holds an older one writes nothing any more.</summary>
    public long LeaseToken { get; init; }

    /// <summary>What reading the effect back showed, in a short sentence.</summary>
    public string? Result { get; init; }

    public Failure? Failure { get; init; }

    /// <summary>What the app's pages showed: before and after something was taken away, and where it failed.</summary>
    public IReadOnlyList<KeptEvidence> Evidence { get; init; } = [];

    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Evidence of a task as its item names it.</summary>
/// <param name="Id">Its number within the task.</param>
/// <param name="Step">What it shows.</param>
/// <param name="Sha256">SHA-256 in hex of the document that was kept, which holds the picture's own: later changes of either show.</param>
public sealed record KeptEvidence(string Id, string Step, string Sha256);

/// <summary>How an item stands.</summary>
public enum TaskItemStatus
{
    Pending,
    Completed,
    Failed,
    Cancelled,
}
