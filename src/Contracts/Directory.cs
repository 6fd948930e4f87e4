using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Contracts;

/// <summary>A person whom Seatkeeper knows.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Kind">Where they are known from.</param>
/// <param name="Name">Their name.</param>
/// <param name="Username">Their username, where there is one.</param>
/// <param name="Email">Their address.</param>
/// <param name="Aliases">Further addresses.</param>
/// <param name="Role">Their workspace role.</param>
/// <param name="Active">False once they left.</param>
/// <param name="DirectoryState">How they stand in Microsoft Entra; null of somebody who is not known from there.</param>
public sealed record WorkspaceUserResponse(
    string Id, WorkspaceUserKind Kind, string Name, string? Username, string Email, IReadOnlyList<string> Aliases, WorkspaceRole Role, bool Active, DirectoryState? DirectoryState = null);

/// <summary>One row of an import (a JSON line, or a CSV row with these column names; aliases separated by ";").</summary>
/// <param name="Id">The person's id where they come from; null makes one from the address.</param>
/// <param name="Kind"><c>Directory</c> (default), <c>Guest</c> or <c>LocalPartner</c>.</param>
/// <param name="Name">Their name.</param>
/// <param name="Username">Their username.</param>
/// <param name="Email">Their address.</param>
/// <param name="Aliases">Further addresses.</param>
/// <param name="Role">Their workspace role, never above the caller's.</param>
public sealed record ImportedUser(string? Id, string? Kind, string? Name, string? Username, string? Email, IReadOnlyList<string>? Aliases, string? Role);

/// <summary>What an import did.</summary>
/// <param name="Added">People who are new.</param>
/// <param name="Changed">People who were known and are changed.</param>
/// <param name="Unchanged">People who were known and are the same.</param>
/// <param name="Rejected">Rows that were not imported.</param>
public sealed record ImportResponse(int Added, int Changed, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

/// <summary>A row that was not imported.</summary>
/// <param name="Line">Its line number, from 1, the header counted.</param>
/// <param name="Error">The rule that it breaks, naming the field.</param>
public sealed record RejectedRow(int Line, string Error);

/// <summary>Adds a local partner.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
public sealed record AddPartnerRequest(string? Name, string? Email);

/// <summary>Makes an API key.</summary>
/// <param name="Name">What the key is for, 1 to 80 characters.</param>
/// <param name="UserId">Another workspace user; only where storage is the development one, and by an Owner.</param>
/// <param name="ServicePrincipal">The name of a service principal; by Owner and SuperAdmin.</param>
/// <param name="Role">The most that the key may do; null is the issuer's role.</param>
/// <param name="ExpiresInDays">1 to 365; default 90.</param>
public sealed record CreateApiKeyRequest(string? Name, string? UserId, string? ServicePrincipal, string? Role, int? ExpiresInDays);

/// <summary>An API key, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="HolderId">Whose it is.</param>
/// <param name="HolderName">Their name.</param>
/// <param name="IsPerson">False for a service principal.</param>
/// <param name="Role">The most that it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="Key">The key itself: only in the answer that makes it.</param>
public sealed record ApiKeyResponse(string Id, string Name, string HolderId, string HolderName, bool IsPerson, WorkspaceRole Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, string? Key = null)
{
    /// <inheritdoc />
    public override string ToString() => $"{nameof(ApiKeyResponse)} {{ Id = {Id} }}";
}

/// <summary>Lets an identity provider tell of people and groups by SCIM.</summary>
/// <param name="Name">What people call it, 1 to 80 characters.</param>
/// <param name="ExpiresInDays">1 to 3,650; left away, the token is good until it is revoked.</param>
/// <param name="Replaces">A connection whose users and groups are this one's too: so a token is changed for a new one. The old one stays good until it is revoked.</param>
public sealed record CreateScimConnectionRequest(string? Name, int? ExpiresInDays = null, string? Replaces = null);

/// <summary>A SCIM connection, without its token.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="SourceId">Whose users and groups these are; the same for connections that replaced one another.</param>
/// <param name="CreatedByName">Who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When the token ends, or null.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="Token">The token itself: only in the answer that makes it.</param>
public sealed record ScimConnectionResponse(
    string Id, string Name, string SourceId, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, string? Token = null)
{
    /// <inheritdoc />
    public override string ToString() => $"{nameof(ScimConnectionResponse)} {{ Id = {Id} }}";
}

/// <summary>One entry of the activity.</summary>
/// <param name="Sequence">Its number in its chain, from 1.</param>
/// <param name="At">When it happened.</param>
/// <param name="HubId">The hub, or null for events without one.</param>
/// <param name="ActorId">Who did it.</param>
/// <param name="ActorName">What people call them.</param>
/// <param name="Event">What happened, for example <c>memberAdded</c>.</param>
/// <param name="Target">Whom or what it happened to.</param>
/// <param name="Before">The value before.</param>
/// <param name="After">The value after.</param>
/// <param name="TaskId">The task that did it.</param>
/// <param name="Hash">The chain's hash up to this entry, SHA-256 in hex.</param>
/// <param name="MemberId">The member, where it was one.</param>
/// <param name="UserId">The workspace user whom it concerns.</param>
/// <param name="Id">What names the event for good; the hash covers it.</param>
public sealed record ActivityResponse(
    long Sequence, DateTimeOffset At, string? HubId, string ActorId, string ActorName, string Event, string? Target, string? Before, string? After, string? TaskId, string Hash,
    string? MemberId = null, string? UserId = null, string? Id = null);

/// <summary>What recomputing a chain of the activity found.</summary>
/// <param name="HubId">The hub, or null for the chain of events without one.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="Whole">Whether nothing was changed, taken out or put in.</param>
/// <param name="BrokenAt">The first number at which it is not as it was written, or null.</param>
public sealed record ActivityVerdictResponse(string? HubId, long Entries, bool Whole, long? BrokenAt);
