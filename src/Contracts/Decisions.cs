namespace Seatkeeper.Contracts;

/// <summary>Matches several members to people.</summary>
/// <param name="Matches">1 to 500 matches, each of another member.</param>
public sealed record MatchMembersRequest(IReadOnlyList<MatchToMake>? Matches);

/// <summary>One member and one person.</summary>
/// <param name="MemberId">The member.</param>
/// <param name="UserId">The person, who is matched to no other member of the hub.</param>
/// <param name="HubRole"><c>Owner</c> or <c>Collaborator</c>; guests are only ever the latter.</param>
public sealed record MatchToMake(string? MemberId, string? UserId, string? HubRole);

/// <summary>Matches one member to a person.</summary>
/// <param name="UserId">The person, who is matched to no other member of the hub.</param>
/// <param name="HubRole"><c>Owner</c> or <c>Collaborator</c>; guests are only ever the latter.</param>
public sealed record MatchMemberRequest(string? UserId, string? HubRole);

/// <summary>Exempts a member.</summary>
/// <param name="Reason">3 to 500 characters.</param>
/// <param name="ReviewOn">The day (UTC) from which on the report of each check asks to look at it again; null is never.</param>
public sealed record ExemptMemberRequest(string? Reason, DateOnly? ReviewOn = null);
