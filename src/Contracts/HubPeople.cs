using Seatkeeper.Domain.Access;

namespace Seatkeeper.Contracts;

/// <summary>Gives somebody a role in a hub.</summary>
/// <param name="HubRole"><c>Owner</c> or <c>Collaborator</c>; guests are only ever the latter.</param>
/// <param name="Seat">Whether with a seat in the app; left away, as it is. A Collaborator always has one.</param>
public sealed record HubPersonRequest(string? HubRole, bool? Seat = null);

/// <summary>Takes a hub over.</summary>
/// <param name="Reason">3 to 500 characters; its Owners read it.</param>
public sealed record TakeOverRequest(string? Reason);

/// <summary>Somebody's place in a hub.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">Their name; null where they are nobody of the workspace any more.</param>
/// <param name="Email">Their address.</param>
/// <param name="HubRole">Their role in the hub.</param>
/// <param name="HasSeat">Whether a present member of the app is matched to them.</param>
/// <param name="MemberId">That member.</param>
/// <param name="OwnerSince">Of an Owner, since when.</param>
/// <param name="InForce">False where the role is worth nothing: they left the workspace, or are Owner and a guest by now.</param>
public sealed record HubPersonResponse(string UserId, string? Name, string? Email, HubRole HubRole, bool HasSeat, string? MemberId, DateTimeOffset? OwnerSince, bool InForce);

/// <summary>Gives a hub another automation account.</summary>
/// <param name="AutomationAccountId">A saved account of the app, of the caller, whose purpose is automation, and that no other hub uses.</param>
public sealed record ReplaceAutomationAccountRequest(string? AutomationAccountId);
