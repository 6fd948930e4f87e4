using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;

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

    /// <summary>What Microsoft Entra says of them; null of somebody who is not known there.</summary>
    public DirectoryFacts? Directory { get; init; }

    /// <summary>When they began to leave; null where they did not, or have left. It counts for a while only: leaving may be refused, or cut short.</summary>
    public DateTimeOffset? LeavingAt { get; init; }

    /// <summary>When they left the workspace last, also where they are back; null where nobody knows of it.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Hubs are to be told of them after this write. Kept beside the person until that is done (<see cref="UntoldPeopleTable"/>); never set of one that was read.</summary>
    public bool IsUntold { get; init; }

    /// <summary>What the activity has to tell of their leaving after this write. Kept beside the person until it does; never set of one that was read.</summary>
    public ActivityEntry? UntoldLeaving { get; init; }

    /// <summary>Whether they may be gone the next moment.</summary>
    public bool IsLeaving(DateTimeOffset now) => LeavingAt + leaving > now;

    /// <summary>Whether they began to leave so long ago that it has to be begun anew, before others count on them again.</summary>
    public bool IsLeavingTooLong(DateTimeOffset now) => LeavingAt + leaving / 2 < now;

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

    /// <summary>The addresses that it gave them last, as they are compared, one a line; null where that was not kept.</summary>
    public string? Addresses { get; init; }

    /// <summary>Whether the directory says that they are out: that nobody listed them says nothing.</summary>
    public bool IsOut => State is DirectoryState.Disabled or DirectoryState.Deleted or DirectoryState.Purged;
}

/// <summary>
/// People. One partition, because matching and searching look at everybody; row: the person's id. Behind the people are rows that lead
/// to them, written in one transaction with them: here by address (<c>~a</c>), who was made the first Owner (<c>~o</c>), and those of
/// <see cref="ScimUsersTable"/> and <see cref="UntoldPeopleTable"/>, and what of a leaving is not told yet (<c>~l</c>).
/// </summary>
public sealed class WorkspaceUsersTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "WorkspaceUsers";

    // Says that the addresses of everybody who was stored before there were such rows have theirs too.
    private const string AddressesKnown = "~a!";

    private const string FirstOwner = "~o";

    private static readonly string everybody = TableClient.CreateQueryFilter($"PartitionKey eq {WorkspaceUserRow.Partition} and RowKey lt {WorkspaceUserRow.EndOfPeople}");
    private readonly TableClient table = service.GetTableClient(Name);
    private volatile bool addressesKnown;

    /// <summary>One person, or null.</summary>
    public async Task<DirectoryPerson?> FindAsync(string id, CancellationToken cancel) =>
        PersonId.IsValid(id) ? (await table.FindAsync<WorkspaceUserRow>(WorkspaceUserRow.Partition, id, cancel))?.ToPerson() : null;

    /// <summary>Everybody, those who left included.</summary>
    public async Task<IReadOnlyList<DirectoryPerson>> ReadAllAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<WorkspaceUserRow>(everybody, cancel, WorkspaceUserRow.OfPerson)).Select(row => row.ToPerson())];

    /// <summary>Everybody as matching sees them, those who left included: only what it needs is fetched, because a check waits for it.</summary>
    public async Task<IReadOnlyList<WorkspaceUser>> ReadForMatchingAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<WorkspaceUserRow>(everybody, cancel, WorkspaceUserRow.OfMatching)).Select(row => row.ToWorkspaceUser())];

    /// <summary>The ids of everybody who left.</summary>
    public async Task<IReadOnlySet<string>> ReadLeftAsync(CancellationToken cancel) =>
        (await table.ReadAllAsync<WorkspaceUserRow>($"{everybody} and Active eq false", cancel, [nameof(WorkspaceUserRow.RowKey)])).Select(row => row.RowKey).ToHashSet(StringComparer.Ordinal);

    /// <summary>Of people whose id is not their object id, which one they have: object id to id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadLinkedAsync(CancellationToken cancel) =>
        (await table.ReadAllAsync<WorkspaceUserRow>($"{everybody} and IsLinked eq true", cancel, [nameof(WorkspaceUserRow.RowKey), nameof(WorkspaceUserRow.ObjectId)]))
            .ToDictionary(row => row.ObjectId ?? "", row => row.RowKey, StringComparer.Ordinal);

    /// <summary>The workspace's Owner, or null while there is none.</summary>
    public async Task<DirectoryPerson?> FindOwnerAsync(CancellationToken cancel) =>
        (await table.ReadAllAsync<WorkspaceUserRow>($"{everybody} and {TableClient.CreateQueryFilter($"Role eq {nameof(WorkspaceRole.Owner)} and Active eq true")}", cancel)).FirstOrDefault()?.ToPerson();

    /// <summary>Which version the row has that says who was made the first Owner; null where nobody was.</summary>
    public async Task<ETag?> FindFirstOwnerTagAsync(CancellationToken cancel) => (await table.FindAsync<TableEntity>(WorkspaceUserRow.Partition, FirstOwner, cancel))?.ETag;

    /// <summary>Saves the workspace's Owner where there is none, unless somebody was made it since the version was read.</summary>
    /// <exception cref="RequestFailedException">409 or 412 where somebody else was faster.</exception>
    public Task SaveFirstOwnerAsync(DirectoryPerson owner, ETag? last, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var made = new TableEntity(WorkspaceUserRow.Partition, FirstOwner) { ["OwnerId"] = owner.Id };
        List<TableTransactionAction> actions =
        [
            WorkspaceUserRow.Write(owner, WorkspaceUserRow.Of(owner)), .. WorkspaceUserKeys.WriteAddresses(owner),
            last is { } tag ? new(TableTransactionActionType.UpdateReplace, made, tag) : new(TableTransactionActionType.Add, made),
        ];
        return table.SubmitTransactionAsync(actions, cancel);
    }

    /// <summary>Everybody who has an address, those who left included; without looking at all people.</summary>
    public async Task<IReadOnlyList<DirectoryPerson>> FindByAddressAsync(string address, CancellationToken cancel)
    {
        await KnowAddressesAsync(cancel);
        var (first, end) = WorkspaceUserKeys.OfAddress(address);
        var ids = (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {WorkspaceUserRow.Partition} and RowKey ge {first} and RowKey lt {end}"), cancel, [nameof(TableEntity.RowKey)]))
            .Select(row => row.RowKey[first.Length..]);
        var found = new List<DirectoryPerson>();
        foreach (var id in ids)
        {
            // An address that somebody had once may still lead to them.
            if (await FindAsync(id, cancel) is { } person && WorkspaceUserKeys.AddressesOf(person).Contains(EmailAddress.KeyOf(address)))
                found.Add(person);
        }

        return found;
    }

    /// <summary>Saves people in transactions: who is new is added, who was read is replaced if nobody changed them meanwhile.</summary>
    /// <exception cref="RequestFailedException">409 or 412 where somebody else was faster.</exception>
    public Task SaveAsync(IEnumerable<DirectoryPerson> people, CancellationToken cancel) => SaveAsync(people, _ => Task.CompletedTask, cancel);

    /// <summary>Saves people in transactions: who is new is added, who was read is replaced if nobody changed them meanwhile.</summary>
    /// <param name="people">The people.</param>
    /// <param name="saved">Called after each transaction, with the people of it.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RequestFailedException">409 or 412 where somebody else was faster.</exception>
    public async Task SaveAsync(IEnumerable<DirectoryPerson> people, Func<IReadOnlyList<DirectoryPerson>, Task> saved, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(saved);
        var part = new List<DirectoryPerson>();
        var actions = new List<TableTransactionAction>();
        foreach (var person in people)
        {
            List<TableTransactionAction> own = [WorkspaceUserRow.Write(person, WorkspaceUserRow.Of(person)), .. WorkspaceUserKeys.WriteAddresses(person), .. WorkspaceUserKeys.WriteUntold(person)];
            if (part.Count > 0 && actions.Count + own.Count > TablePages.TransactionSize)
                await SubmitAsync();
            actions.AddRange(own);
            part.Add(person);
        }

        if (part.Count > 0)
            await SubmitAsync();

        async Task SubmitAsync()
        {
            await table.SubmitTransactionAsync(actions, cancel);
            await saved([.. part]);
            actions.Clear();
            part.Clear();
        }
    }

    /// <summary>Tells what the activity has still to tell of somebody's leaving, and forgets it then. Calls at the same time may tell the same entry twice.</summary>
    public async Task TellLeavingAsync(string personId, Func<ActivityEntry, Task> tell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(tell);
        if (await table.FindAsync<TableEntity>(WorkspaceUserRow.Partition, WorkspaceUserKeys.OfUntoldLeaving(personId), cancel) is not { } row)
            return;
        if (WorkspaceUserKeys.UntoldLeavingOf(row) is { } entry)
            await tell(entry);
        try
        {
            await table.DeleteEntityAsync(WorkspaceUserRow.Partition, row.RowKey, row.ETag, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Somebody else told it, or there is another one.
        }
    }

    private async Task KnowAddressesAsync(CancellationToken cancel)
    {
        if (addressesKnown)
            return;
        if (await table.FindAsync<TableEntity>(WorkspaceUserRow.Partition, AddressesKnown, cancel) is null)
        {
            foreach (var chunk in (await ReadAllAsync(cancel)).SelectMany(WorkspaceUserKeys.WriteAddresses).Chunk(TablePages.TransactionSize))
                await table.SubmitTransactionAsync(chunk, cancel);
            await table.UpsertEntityAsync(new TableEntity(WorkspaceUserRow.Partition, AddressesKnown), TableUpdateMode.Replace, cancel);
        }

        addressesKnown = true;
    }
}
