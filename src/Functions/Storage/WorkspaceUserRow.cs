using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// A person's row. Columns of SCIM, what Microsoft Entra says, and when the person left last, are null where somebody else writes the row, and stay as they are then:
/// rows are merged. So none of the others is ever written as null; what is not there is an empty text, or the epoch.
/// </summary>
internal sealed class WorkspaceUserRow : ITableEntity
{
    public const string Partition = "user";

    /// <summary>Behind every person's id: what leads to people by something else.</summary>
    public const string EndOfPeople = "~";

    private const string AliasSeparator = "\n";

    public static readonly string[] OfPerson =
    [
        nameof(PartitionKey), nameof(RowKey), nameof(Kind), nameof(DisplayName), nameof(Username), nameof(Email), nameof(Aliases), nameof(Role), nameof(Active),
        nameof(LeavingAt), nameof(LeftAt), nameof(ObjectId), nameof(State), nameof(StateSince), nameof(HasLeft), nameof(IsKept), nameof(EntraAddresses),
    ];

    public static readonly string[] OfMatching = [nameof(RowKey), nameof(Kind), nameof(DisplayName), nameof(Email), nameof(Aliases), nameof(Active)];

    private string[] AliasList => Aliases.Split(AliasSeparator, StringSplitOptions.RemoveEmptyEntries);

    public string PartitionKey { get; set; } = Partition;
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string Kind { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string Username { get; set; } = "";
    public string Email { get; set; } = "";
    public string Aliases { get; set; } = "";
    public string Role { get; set; } = "";
    public bool Active { get; set; }
    public DateTimeOffset? LeavingAt { get; set; }
    public DateTimeOffset? LeftAt { get; set; }
    public string? ObjectId { get; set; }
    public bool? IsLinked { get; set; }
    public string? State { get; set; }
    public DateTimeOffset? StateSince { get; set; }
    public bool? HasLeft { get; set; }
    public bool? IsKept { get; set; }
    public string? EntraAddresses { get; set; }
    public string? ScimSource { get; set; }
    public string? ScimFormer { get; set; }
    public string? ScimUserName { get; set; }
    public string? ScimExternalId { get; set; }
    public string? ScimAttributes { get; set; }
    public DateTimeOffset? ScimCreatedAt { get; set; }
    public DateTimeOffset? ScimChangedAt { get; set; }

    public static WorkspaceUserRow Of(DirectoryPerson person) => new()
    {
        RowKey = person.Id,
        Kind = person.Kind.ToString(),
        DisplayName = person.Name,
        Username = person.Username ?? "",
        Email = person.Email,
        Aliases = string.Join(AliasSeparator, person.Aliases),
        Role = person.Role.ToString(),
        Active = person.Active,
        LeavingAt = person.LeavingAt ?? DateTimeOffset.UnixEpoch,
        LeftAt = person.LeftAt,
        ObjectId = person.Directory?.ObjectId,
        IsLinked = person.Directory is { } facts ? facts.ObjectId != person.Id : null,
        State = person.Directory?.State.ToString(),
        StateSince = person.Directory?.Since,
        HasLeft = person.Directory?.HasLeft,
        IsKept = person.Directory?.IsKept,
        EntraAddresses = person.Directory is { } told ? told.Addresses ?? "" : null,
    };

    public DirectoryPerson ToPerson() => new(
        RowKey, Enum.Parse<WorkspaceUserKind>(Kind), DisplayName, Username.Length == 0 ? null : Username, Email, AliasList, Enum.Parse<WorkspaceRole>(Role), Active, ETag)
    {
        LeavingAt = LeavingAt > DateTimeOffset.UnixEpoch ? LeavingAt : null,
        LeftAt = LeftAt,
        Directory = ObjectId is null ? null : new DirectoryFacts(ObjectId, RowText.Enum<DirectoryState>(State ?? ""), StateSince ?? default)
        {
            HasLeft = HasLeft ?? false,
            IsKept = IsKept ?? false,
            Addresses = string.IsNullOrEmpty(EntraAddresses) ? null : EntraAddresses,
        },
    };

    public WorkspaceUser ToWorkspaceUser() => new(RowKey, Enum.Parse<WorkspaceUserKind>(Kind), DisplayName, Email, AliasList, Active);

    /// <summary>What writes a person: added where they are new, else merged where nobody changed them since they were read.</summary>
    public static TableTransactionAction Write(DirectoryPerson person, WorkspaceUserRow row) => person.Tag == default
        ? new(TableTransactionActionType.Add, row)
        : new(TableTransactionActionType.UpdateMerge, row, person.Tag);
}
