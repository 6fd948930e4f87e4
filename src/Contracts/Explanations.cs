namespace Seatkeeper.Contracts;

/// <summary>Why somebody has, had or lost a seat.</summary>
/// <param name="Member">The member.</param>
/// <param name="Summary">In one sentence.</param>
/// <param name="Reasons">What the seat rests on now: grants, and what protects it.</param>
/// <param name="History">What happened to it, newest first; at most 200 entries. The invitation that it came from is included.</param>
public sealed record ExplanationResponse(MemberResponse Member, string Summary, IReadOnlyList<SeatReasonResponse> Reasons, IReadOnlyList<SeatEventResponse> History);

/// <summary>One reason for a seat.</summary>
/// <param name="Kind"><c>Team</c>, <c>Group</c>, <c>Individual</c>, <c>Imported</c>, <c>AutomationAccount</c>, <c>AppOwner</c>, <c>Exempted</c> or <c>Unmatched</c>.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Since">Since when, where that is known.</param>
/// <param name="Link">Where to change it, where it is a team or group.</param>
public sealed record SeatReasonResponse(string Kind, string Sentence, DateTimeOffset? Since, string? Link);

/// <summary>Something that happened to a member.</summary>
/// <param name="Entry">What, by whom, before and after.</param>
/// <param name="TaskLink">The task that did it.</param>
/// <param name="Evidence">Addresses of what the app's pages showed when it was done.</param>
public sealed record SeatEventResponse(ActivityResponse Entry, string? TaskLink, IReadOnlyList<string> Evidence);
