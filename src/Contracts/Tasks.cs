using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Contracts;

/// <summary>The visible record of one run of automation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What it does.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Trigger">What made it.</param>
/// <param name="HubId">The hub, or null.</param>
/// <param name="ActorId">Who made it.</param>
/// <param name="ActorName">What people call them.</param>
/// <param name="Progress">What it is doing, in a sentence.</param>
/// <param name="ItemsTotal">How many items it has.</param>
/// <param name="ItemsDone">How many of them are done.</param>
/// <param name="ItemsFailed">How many of them failed.</param>
/// <param name="Failure">Why it failed or waits, or null.</param>
/// <param name="Approval">What is to be approved, while it waits for that.</param>
/// <param name="RetryOf">The task that this one retries.</param>
/// <param name="CancelRequested">A person asked to stop it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="CompletedAt">When it ended.</param>
/// <param name="DurationSeconds">From claim to end, or to now.</param>
/// <param name="Probe">Of a probe that has ended, what it found; not in lists.</param>
/// <param name="Provision">Of a run for teams and groups, what its last plan was made from; not in lists.</param>
public sealed record TaskResponse(
    string Id, AutomatedTaskType Type, AutomatedTaskStatus Status, TaskTrigger Trigger, string? HubId, string ActorId, string ActorName,
    string? Progress, int ItemsTotal, int ItemsDone, int ItemsFailed, FailureResponse? Failure, ApprovalRequest? Approval, string? RetryOf, bool CancelRequested,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? CompletedAt, double? DurationSeconds, ProbeResponse? Probe = null,
    ProvisionGroundResponse? Provision = null)
{
    /// <summary>While it waits for a person, when that lapses.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Of a task that takes seats, how many are free, needed and paid by its plan; null before the plan, and for every other task.</summary>
    public SeatNeedResponse? Seats { get; init; }
}

/// <summary>What a plan of a run for teams and groups was made from.</summary>
/// <param name="Plan">Names the plan.</param>
/// <param name="Kept">Where it is kept, in the container <c>checks</c>.</param>
/// <param name="At">When it was made.</param>
/// <param name="Groups">The hub's groups as it found them.</param>
public sealed record ProvisionGroundResponse(string Plan, string Kept, DateTimeOffset At, IReadOnlyList<PlannedGroupResponse> Groups);

/// <summary>A group as a plan found it.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Names what it held; empty where nobody knew that.</param>
/// <param name="ReadAt">When its people were read last, completely; null where they never were.</param>
/// <param name="People">How many were in it.</param>
/// <param name="Digest">Of their ids, sorted, one a line: SHA-256 in hex.</param>
public sealed record PlannedGroupResponse(string GroupId, string Name, string Version, DateTimeOffset? ReadAt, int People, string Digest);

/// <summary>A failure, for people.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Phase">During which step.</param>
/// <param name="Effect">What was changed in the app.</param>
/// <param name="Retry">Whether trying again helps, and after what.</param>
/// <param name="NeedsPerson">Whether a person has to do something.</param>
/// <param name="Sentence">What went wrong, in a sentence.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Detail">A short fact.</param>
/// <param name="EvidenceIds">What was saved about it, at <c>/tasks/{id}/evidence/{n}</c>.</param>
public sealed record FailureResponse(
    FailureKind Kind, FailurePhase Phase, FailureEffect Effect, FailureRetry Retry, bool NeedsPerson, string Sentence, string Remedy, string? Detail, IReadOnlyList<string> EvidenceIds);

/// <summary>What a person is asked to approve.</summary>
/// <param name="PlanDigest">Name it in the approval; SHA-256 in hex.</param>
/// <param name="Reason">Why it is asked.</param>
/// <param name="WouldGo">Members who would go, at most 1,000; the rest is counted.</param>
/// <param name="WouldGoTotal">How many would go.</param>
/// <param name="Deadline">When the question lapses.</param>
public sealed record ApprovalRequest(string PlanDigest, string Reason, IReadOnlyList<ReportEntry> WouldGo, int WouldGoTotal, DateTimeOffset Deadline);

/// <summary>Approves a plan.</summary>
/// <param name="PlanDigest">The digest of the plan that the person saw.</param>
public sealed record ApproveRequest(string? PlanDigest);

/// <summary>What is given with an answer; all of it may be left away.</summary>
/// <param name="Code">The one-time code that the app asks for, 6 digits: used for one sign-in, and kept no longer.</param>
public sealed record AnswerTaskRequest(string? Code = null)
{
    /// <inheritdoc />
    public override string ToString() => nameof(AnswerTaskRequest);
}

/// <summary>One item of a task, one a person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MemberId">The member, or null.</param>
/// <param name="Target">Whom it is about.</param>
/// <param name="Action">What is done.</param>
/// <param name="Status"><c>Pending</c>, <c>Completed</c>, <c>Failed</c> or <c>Cancelled</c>.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Result">What was seen, in a sentence.</param>
/// <param name="Evidence">What the app's pages showed: before and after something was taken away, and where it failed.</param>
public sealed record TaskItemResponse(
    string Id, string? MemberId, string? Target, string Action, string Status, FailureResponse? Failure, DateTimeOffset UpdatedAt, string? Result = null,
    IReadOnlyList<EvidenceReference>? Evidence = null);

/// <summary>Evidence, at <c>/tasks/{id}/evidence/{n}</c> for Owners of the hub.</summary>
/// <param name="Id">Its number within the task.</param>
/// <param name="Step">What it shows, for example <c>Remove.before</c>.</param>
/// <param name="Sha256">SHA-256 in hex of the document as it was kept. Where the evidence itself tells another one, it was changed since.</param>
public sealed record EvidenceReference(string Id, string Step, string Sha256);

/// <summary>What a step looked like, every secret masked. It is kept for 30 days, and it is for Owners of the hub.</summary>
/// <param name="Id">Its number within the task.</param>
/// <param name="Step">The step's name.</param>
/// <param name="PageAddress">Where the page was.</param>
/// <param name="TakenAt">When.</param>
/// <param name="AccessibilityTree">Roles and names on the page, as text; data, never markup.</param>
/// <param name="Screenshot">Where the picture (PNG) is, a path of the API, or null where none may be taken.</param>
/// <param name="Sha256">SHA-256 in hex of the document as it is now: these fields but the path, and the picture's digest.</param>
/// <param name="ScreenshotSha256">SHA-256 in hex of the picture as it was taken.</param>
public sealed record EvidenceResponse(
    string Id, string Step, string PageAddress, DateTimeOffset TakenAt, string? AccessibilityTree, string? Screenshot, string? Sha256 = null, string? ScreenshotSha256 = null);
