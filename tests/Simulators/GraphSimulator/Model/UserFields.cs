namespace Seatkeeper.GraphSimulator.Model;

/// <summary>What is known of a user, by the names that Microsoft Graph gives it.</summary>
public sealed record UserFields
{
    public string DisplayName { get; init; } = "";
    public string? GivenName { get; init; }
    public string? Surname { get; init; }
    public string? Mail { get; init; }
    public required string UserPrincipalName { get; init; }

    /// <summary>Member or Guest.</summary>
    public string UserType { get; init; } = "Member";

    public bool AccountEnabled { get; init; } = true;
    public IReadOnlyList<string> ProxyAddresses { get; init; } = [];
    public IReadOnlyList<string> OtherMails { get; init; } = [];
    public string? JobTitle { get; init; }
    public string? Department { get; init; }
    public string? EmployeeId { get; init; }
    public string? MobilePhone { get; init; }
    public string? OfficeLocation { get; init; }
    public string? PreferredLanguage { get; init; }
    public IReadOnlyList<string> BusinessPhones { get; init; } = [];
    public string? ExternalUserState { get; init; }
    public bool? OnPremisesSyncEnabled { get; init; }
    public DateTimeOffset? CreatedDateTime { get; init; }
    public DateTimeOffset? DeletedDateTime { get; init; }
}

/// <summary>What is known of a group.</summary>
public sealed record GroupFields
{
    public required string DisplayName { get; init; }
    public string? Description { get; init; }
    public string? Mail { get; init; }
    public string? MailNickname { get; init; }
    public bool MailEnabled { get; init; }
    public bool SecurityEnabled { get; init; } = true;

    /// <summary>Unified for a Microsoft 365 group, DynamicMembership for one that a rule fills.</summary>
    public IReadOnlyList<string> GroupTypes { get; init; } = [];

    public string? Visibility { get; init; }
    public string? MembershipRule { get; init; }
    public bool? OnPremisesSyncEnabled { get; init; }
    public DateTimeOffset? CreatedDateTime { get; init; }
    public DateTimeOffset? DeletedDateTime { get; init; }
}
