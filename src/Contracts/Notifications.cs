using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Contracts;

/// <summary>Adds an address that notifications are sent to.</summary>
/// <param name="Url">Where they go, with https.</param>
/// <param name="HubId">The hub whose notifications it gets; left away, those of all hubs.</param>
/// <param name="Events">What it is told: <c>taskEnded</c>, <c>approvalNeeded</c>, <c>inputNeeded</c>, <c>attentionChanged</c>, <c>ownersTold</c>. Left away, all of it.</param>
/// <param name="Label">What people call it, at most 80 characters.</param>
public sealed record CreateNotificationTargetRequest(string? Url, string? HubId = null, IReadOnlyList<string>? Events = null, string? Label = null);

/// <summary>An address that notifications are sent to.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where they go.</param>
/// <param name="HubId">The hub, or null for all.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Events">What it is told.</param>
/// <param name="CreatedById">Who added it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="DisabledAt">When it answered that it is gone (410); nothing is sent until a test call succeeds. Null while it is in use.</param>
/// <param name="LastDeliveryAt">When something was delivered last.</param>
/// <param name="LastFailureAt">When a call failed last.</param>
/// <param name="LastFailure">Why, in a few words.</param>
/// <param name="DeadLetters">How many notifications were given up; 1,000 where there are more.</param>
/// <param name="Secret">The key of its signatures; only in the answer that adds it.</param>
public sealed record NotificationTargetResponse(
    string Id, string Url, string? HubId, string? Label, IReadOnlyList<string> Events, string CreatedById, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt,
    DateTimeOffset? LastDeliveryAt, DateTimeOffset? LastFailureAt, string? LastFailure, int DeadLetters, string? Secret = null);

/// <summary>What came of a test call.</summary>
/// <param name="Delivered">Whether the target took it.</param>
/// <param name="DeliveryId">The id that the call carried.</param>
/// <param name="Status">The HTTP status that it answered with, or null where it did not answer.</param>
/// <param name="Failure">Why it was not delivered, in a few words.</param>
public sealed record NotificationTestResponse(bool Delivered, string DeliveryId, int? Status, string? Failure);

/// <summary>A notification that was given up.</summary>
/// <param name="Id">Its id, for sending it again.</param>
/// <param name="Event">What it tells.</param>
/// <param name="MadeAt">Since when it was tried.</param>
/// <param name="GivenUpAt">When it was given up.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastFailure">Why the last try failed.</param>
/// <param name="Body">What would have been sent.</param>
public sealed record DeadLetterResponse(string Id, string Event, DateTimeOffset MadeAt, DateTimeOffset GivenUpAt, int Attempts, string? LastFailure, string Body);

/// <summary>Sends again what was given up.</summary>
/// <param name="Ids">Which, at most 1,000; left away, the first 1,000 of all.</param>
public sealed record RedeliverRequest(IReadOnlyList<string>? Ids = null);

/// <summary>What is sent again.</summary>
/// <param name="Redelivered">How many.</param>
public sealed record RedeliverResponse(int Redelivered);

/// <summary>The body of a webhook. What does not apply is left away.</summary>
/// <param name="Id">What happened, the same at every target and in every try.</param>
/// <param name="Event"><c>taskEnded</c>, <c>approvalNeeded</c>, <c>inputNeeded</c>, <c>attentionChanged</c>, <c>ownersTold</c> or <c>test</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Hub">The hub that it is about.</param>
/// <param name="Task">The task that it is about.</param>
/// <param name="Attention">What became of the hub's need of a person.</param>
/// <param name="Told">What Owners have to know.</param>
/// <param name="Link">Where to read more, a path of the API.</param>
public sealed record NotificationMessage(
    string Id, string Event, DateTimeOffset At, NotificationHub? Hub = null, NotificationTask? Task = null, NotificationAttention? Attention = null,
    NotificationWord? Told = null, string? Link = null);

/// <summary>The hub that a notification is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What people call it.</param>
public sealed record NotificationHub(string Id, string? Label = null);

/// <summary>The task that a notification is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What it does.</param>
/// <param name="Status">How it ended, or that it waits.</param>
/// <param name="Trigger">What made it.</param>
/// <param name="ItemsTotal">How many items it has.</param>
/// <param name="ItemsDone">How many of them are done.</param>
/// <param name="ItemsFailed">How many of them failed.</param>
/// <param name="Failure">Why it failed or waits.</param>
/// <param name="Deadline">When the question lapses.</param>
public sealed record NotificationTask(
    string Id, AutomatedTaskType Type, AutomatedTaskStatus Status, TaskTrigger Trigger, int ItemsTotal, int ItemsDone, int ItemsFailed,
    NotificationFailure? Failure = null, DateTimeOffset? Deadline = null);

/// <summary>A failure, without what it was found with.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="NeedsPerson">Whether a person has to do something.</param>
/// <param name="Sentence">What went wrong, in a sentence.</param>
/// <param name="Remedy">What to do.</param>
public sealed record NotificationFailure(FailureKind Kind, bool NeedsPerson, string Sentence, string Remedy);

/// <summary>What became of a hub's need of a person.</summary>
/// <param name="Change">Whether it began, has another reason, or ended.</param>
/// <param name="Reason">The reason; of one that ended, the last.</param>
/// <param name="Since">Since when it lasts.</param>
/// <param name="Failure">What went wrong; not where it ended.</param>
public sealed record NotificationAttention(AttentionTurn Change, AttentionReason Reason, DateTimeOffset Since, NotificationFailure? Failure = null);

/// <summary>How a hub's need of a person changed.</summary>
public enum AttentionTurn
{
    /// <summary>It needs one now.</summary>
    Entered,
    /// <summary>It needs one for another reason.</summary>
    ReasonChanged,
    /// <summary>It needs none any more.</summary>
    Recovered,
}

/// <summary>What Owners of a hub have to know at once.</summary>
/// <param name="What">What was done, for example <c>guardLooseningAsked</c>, as the hub's activity names it.</param>
/// <param name="ByName">Who did it.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="InForceFrom">From when it counts, where that is later.</param>
public sealed record NotificationWord(string What, string? ByName = null, string? Reason = null, DateTimeOffset? InForceFrom = null);
