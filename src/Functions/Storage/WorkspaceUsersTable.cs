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
    // Longer than looking through the hubs of somebody who leaves may take.
    private static readonly TimeSpan leaving = TimeSpan.FromMinutes(5);

    /// <summary>When they began to leave; null where they did not, or have left. It counts for a while only: leaving may be refused, or cut short.</summary>
    public DateTimeOffset? LeavingAt { get; init; }

    /// <summary>Whether they may be gone the next moment.</summary>
    public bool IsLeaving(DateTimeOffset now) => LeavingAt + leaving > now;

    /// <summary>Whether they began to leave so long ago that it has to be begun anew, before others count on them again.</summary>
    public bool IsLeavingTooLong(DateTimeOffset now) => LeavingAt + leaving / 2 < now;

    /// <summary>The person as rules see them.</summary>
    public WorkspaceUser ToWorkspaceUser() => new(Id, Kind, Name, Email, Aliases, Active);
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
        public DateTimeOffset? LeavingAt { get; set; }

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
            LeavingAt = person.LeavingAt,
        };

        public DirectoryPerson ToPerson() => new(
            RowKey, Enum.Parse<WorkspaceUserKind>(Kind), DisplayName, Username, Email, AliasList, Enum.Parse<WorkspaceRole>(Role), Active, ETag) { LeavingAt = LeavingAt };

        public WorkspaceUser ToWorkspaceUser() => new(RowKey, Enum.Parse<WorkspaceUserKind>(Kind), DisplayName, Email, AliasList, Active);
    }
}
