using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Storage;

/// <summary>A person whom Seatkeeper knows, with all that is stored of them.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Kind">Where they are known from.</param>
/// <param name="Name">Their name.</param>
/// <param name="Username">Their username, where there is one.</param>
/// <param name="Email">Their address.</param>
/// <param name="Aliases">Further addresses.</param>
/// <param name="Role">Their workspace role.</param>
/// <param name="Active">False once they left.</param>
/// <param name="Tag">The version that was read; default for one that is new.</param>
public sealed record DirectoryPerson(
    string Id, WorkspaceUserKind Kind, string Name, string? Username, string Email, IReadOnlyList<string> Aliases, WorkspaceRole Role, bool Active, ETag Tag = default)
{
    /// <summary>What Microsoft Entra says of them; null of somebody who is not known there.</summary>
    public DirectoryFacts? Directory { get; init; }

    /// <summary>The person as rules see them.</summary>
    public WorkspaceUser ToWorkspaceUser() => new(Id, Kind, Name, Email, Aliases, Active);
}

/// <summary>What Microsoft Entra says of a person.</summary>
/// <param name="ObjectId">Their object id, in lower case.</param>
/// <param name="State">How they stand there.</param>
/// <param name="Since">Since when.</param>
public sealed record DirectoryFacts(string ObjectId, DirectoryState State, DateTimeOffset Since)
{
    /// <summary>They left because of it, so that they come back when it is so no more. Who left by a person's word does not.</summary>
    public bool HasLeft { get; init; }

    /// <summary>A person decided that they stay although they are out there; holds until the state is another one.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether the directory says that they are out: that nobody listed them says nothing.</summary>
    public bool IsOut => State is DirectoryState.Disabled or DirectoryState.Deleted or DirectoryState.Purged;
}

/// <summary>People. One partition, because matching and searching look at everybody; row: the person's id.</summary>
public sealed class WorkspaceUsersTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "WorkspaceUsers";

    private const string Partition = "user";
    private const string AliasSeparator = "\n";
    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One person, or null.</summary>
    public async Task<DirectoryPerson?> FindAsync(string id, CancellationToken cancel) => (await table.FindAsync<UserRow>(Partition, id, cancel))?.ToPerson();

    /// <summary>Everybody, those who left included.</summary>
    public async Task<IReadOnlyList<DirectoryPerson>> ReadAllAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<UserRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(row => row.ToPerson())];

    /// <summary>Everybody as matching sees them, those who left included: only what it needs is fetched, because a check waits for it.</summary>
    public async Task<IReadOnlyList<WorkspaceUser>> ReadForMatchingAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<UserRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel, UserRow.OfMatching)).Select(row => row.ToWorkspaceUser())];

    /// <summary>The ids of everybody who left.</summary>
    public async Task<IReadOnlySet<string>> ReadLeftAsync(CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Active eq false");
        return (await table.ReadAllAsync<UserRow>(filter, cancel, [nameof(UserRow.RowKey)])).Select(row => row.RowKey).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Of people whose id is not their object id, which one they have: object id to id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadLinkedAsync(CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and IsLinked eq true");
        return (await table.ReadAllAsync<UserRow>(filter, cancel, [nameof(UserRow.RowKey), nameof(UserRow.ObjectId)]))
            .ToDictionary(row => row.ObjectId ?? "", row => row.RowKey, StringComparer.Ordinal);
    }

    /// <summary>The workspace's Owner, or null while there is none.</summary>
    public async Task<DirectoryPerson?> FindOwnerAsync(CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Role eq {nameof(WorkspaceRole.Owner)} and Active eq true");
        return (await table.ReadAllAsync<UserRow>(filter, cancel)).FirstOrDefault()?.ToPerson();
    }

    /// <summary>Saves people in transactions: who is new is added, who was read is replaced if nobody changed them meanwhile.</summary>
    /// <exception cref="RequestFailedException">409 or 412 where somebody else was faster.</exception>
    public async Task SaveAsync(IEnumerable<DirectoryPerson> people, CancellationToken cancel)
    {
        foreach (var chunk in people.Chunk(TablePages.TransactionSize))
            await table.SubmitTransactionAsync(chunk.Select(ToAction), cancel);
    }

    private static TableTransactionAction ToAction(DirectoryPerson person) => person.Tag == default
        ? new(TableTransactionActionType.Add, UserRow.Of(person))
        : new(TableTransactionActionType.UpdateReplace, UserRow.Of(person), person.Tag);

    private sealed class UserRow : ITableEntity
    {
        public static readonly string[] OfMatching = [nameof(RowKey), nameof(Kind), nameof(DisplayName), nameof(Email), nameof(Aliases), nameof(Active)];

        private string[] AliasList => Aliases.Split(AliasSeparator, StringSplitOptions.RemoveEmptyEntries);

        public string PartitionKey { get; set; } = Partition;
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Kind { get; set; } = "";
        public string DisplayName { get; set; } = "";
        public string? Username { get; set; }
        public string Email { get; set; } = "";
        public string Aliases { get; set; } = "";
        public string Role { get; set; } = "";
        public bool Active { get; set; }
        public string? ObjectId { get; set; }
        public bool IsLinked { get; set; }
        public string? State { get; set; }
        public DateTimeOffset? StateSince { get; set; }
        public bool HasLeft { get; set; }
        public bool IsKept { get; set; }

        public static UserRow Of(DirectoryPerson person) => new()
        {
            RowKey = person.Id,
            Kind = person.Kind.ToString(),
            DisplayName = person.Name,
            Username = person.Username,
            Email = person.Email,
            Aliases = string.Join(AliasSeparator, person.Aliases),
            Role = person.Role.ToString(),
            Active = person.Active,
            ObjectId = person.Directory?.ObjectId,
            IsLinked = person.Directory is { } facts && facts.ObjectId != person.Id,
            State = person.Directory?.State.ToString(),
            StateSince = person.Directory?.Since,
            HasLeft = person.Directory?.HasLeft ?? false,
            IsKept = person.Directory?.IsKept ?? false,
        };

        public DirectoryPerson ToPerson() => new(
            RowKey, Enum.Parse<WorkspaceUserKind>(Kind), DisplayName, Username, Email, AliasList, Enum.Parse<WorkspaceRole>(Role), Active, ETag)
        {
            Directory = ObjectId is null ? null : new DirectoryFacts(ObjectId, RowText.Enum<DirectoryState>(State ?? ""), StateSince ?? default) { HasLeft = HasLeft, IsKept = IsKept },
        };

        public WorkspaceUser ToWorkspaceUser() => new(RowKey, Enum.Parse<WorkspaceUserKind>(Kind), DisplayName, Email, AliasList, Active);
    }
}
