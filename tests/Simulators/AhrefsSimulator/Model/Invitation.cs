using System.Text.Json.Serialization;

namespace Seatkeeper.AhrefsSimulator.Model;

public enum InvitationStatus
{
    [JsonStringEnumMemberName("pending")]
    Pending,
    [JsonStringEnumMemberName("accepted")]
    Accepted,
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
    [JsonStringEnumMemberName("expired")]
    Expired,
}

/// <summary>An invitation; pending and expired ones are what the page shows.</summary>
public sealed record Invitation(
    string Id,
    string Email,
    AccessLevel Role,
    string InvitedBy,
    DateTimeOffset SentAt,
    DateTimeOffset LastSentAt,
    DateTimeOffset? ExpiresAt,
    string Token,
    InvitationStatus Status)
{
    public bool IsListed => Status is InvitationStatus.Pending or InvitationStatus.Expired;
}

public sealed record Project(string Id, string Name, string OwnerEmail, string Access);

public sealed record ApiKey(string Id, string CreatedBy, DateTimeOffset ExpiresAt, bool Revoked);

/// <summary>A mail that the site would have sent.</summary>
public sealed record SentMail(DateTimeOffset SimAt, string To, string Subject, string Link);
