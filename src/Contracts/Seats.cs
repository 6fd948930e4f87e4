using Seatkeeper.Domain.Seats;

namespace Seatkeeper.Contracts;

/// <summary>A hub's seats: what there is, what it costs, and what could be released.</summary>
/// <param name="AsOf">When the app was read; null where no check was applied yet.</param>
/// <param name="Seats">Used, paid, free, and the plan's maximum, as far as the app tells them.</param>
/// <param name="Price">What a seat costs, by the hub's setting <c>seatPrice</c>; null where it is not set.</param>
/// <param name="Spending">The hub's permission to spend, where it is in force. Nothing is bought without it.</param>
/// <param name="BuysUpTo">So many seats may be paid for in all, by the permission; null where it permits nothing.</param>
/// <param name="NotBought">Why no seat beyond the free ones would be bought now; null where one would.</param>
/// <param name="InactiveAfterDays">Days without a sign of life after which a seat is named; 0 is never.</param>
/// <param name="Releasable">Seats that could be released. A hint: nothing acts on it by itself.</param>
/// <param name="ReleasableCost">What those cost a month together, where the price is known; expired invitations are not reckoned in.</param>
public sealed record SeatReportResponse(
    DateTimeOffset? AsOf, SeatsResponse? Seats, SeatPriceSettings? Price, SpendingSettings? Spending, int? BuysUpTo, string? NotBought, int InactiveAfterDays,
    IReadOnlyList<ReleasableSeatResponse> Releasable, decimal? ReleasableCost);

/// <summary>A seat that could be released.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="Email">Its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="HeldBy">The team or group that gives the seat and would have to be changed instead; null where it can be taken by name.</param>
public sealed record ReleasableSeatResponse(string MemberId, string? Email, string? Name, IReadOnlyList<ReleaseReason> Reasons, string Sentence, string? HeldBy);

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
