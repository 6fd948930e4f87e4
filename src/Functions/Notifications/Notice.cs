using Seatkeeper.Contracts;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Something that happened, or is about to, and has to be told.</summary>
/// <param name="Event">What kind of thing.</param>
/// <param name="Message">What is told; its id names what happened for good, so that writing it twice is writing it once.</param>
/// <param name="Proof">By what it is known to have happened; null where that is certain.</param>
public sealed record Notice(NotificationEvent Event, NotificationMessage Message, NoticeProof? Proof = null)
{
    /// <summary>Its id.</summary>
    public string Id => Message.Id;

    /// <summary>The hub that it is about, or null.</summary>
    public string? HubId => Message.Hub?.Id;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At => Message.At;
}

/// <summary>
/// By what a notice of a task is known to be true. It is written before the task's row, so that a crash in between loses nothing;
/// only what the row then says is told.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="End">How it ended, or null for a question.</param>
/// <param name="Question">The number of the question that it asked.</param>
public sealed record NoticeProof(string TaskId, AutomatedTaskStatus? End = null, int Question = 0);
