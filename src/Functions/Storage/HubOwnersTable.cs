using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.People;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Whose turn it is to change a hub's people, in the partition <c>owners|{hub}</c> of the table of <see cref="HubPeopleTable"/>, so
/// that the list of Owners and the turn are written in one transaction, under one ETag: of two who would each take the other Owner
/// away, one loses. The turn's row (<c>!</c>) holds the change that was begun until all that follows from it is done.
/// </summary>
public sealed class HubOwnersTable(TableServiceClient tables)
{
    private readonly TableClient table = tables.GetTableClient(HubPeopleTable.Name);

    /// <summary>The Owners and the turn, as they were at one moment.</summary>
    public async Task<HubPeopleTurn> ReadAsync(string hubId, CancellationToken cancel)
    {
        // One query of one partition sees it as it was at one moment; what the two kinds of rows have in common is enough to tell them apart.
        var rows = await table.ReadAllAsync<HubPeopleTurnRow>(TableClient.CreateQueryFilter($"PartitionKey eq {HubOwnerRow.Of(hubId)}"), cancel);
        var turn = rows.Find(row => row.RowKey == HubPeopleTurnRow.Key);
        var owners = rows.Where(row => row.RowKey != HubPeopleTurnRow.Key).Select(row => new ListedOwner(RowText.Id(row.RowKey), row.Since ?? default, row.LeavingAt)).ToList();
        return new HubPeopleTurn(owners, turn?.Number ?? 0, RowText.Read<HubPeopleChange>(turn?.Begun), turn?.ETag.ToString());
    }

    /// <summary>Begins a change: the list of Owners becomes what it says, and the turn holds it.</summary>
    /// <returns>False where somebody else had the turn since it was read; then nothing is written.</returns>
    public async Task<bool> TryBeginAsync(string hubId, HubPeopleTurn seen, HubPeopleChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(change);
        var listed = seen.Owners.FirstOrDefault(owner => owner.UserId == change.UserId);
        List<TableTransactionAction> actions = [Turn(hubId, seen, seen.Number + 1, change)];
        if (change.After == HubRole.Owner)
            actions.Add(new(TableTransactionActionType.UpsertReplace, HubOwnerRow.Of(new HubPerson(hubId, change.UserId, HubRole.Owner, listed?.Since ?? change.At), listed?.LeavingAt)));
        else if (listed is not null)
            actions.Add(new(TableTransactionActionType.Delete, new HubOwnerRow { PartitionKey = HubOwnerRow.Of(hubId), RowKey = RowText.Key(change.UserId) }, ETag.All));
        return await TryAsync(actions, cancel);
    }

    /// <summary>Says that an Owner is leaving the workspace.</summary>
    /// <returns>False where somebody else had the turn since it was read; then nothing is written.</returns>
    public Task<bool> TryLeaveAsync(string hubId, HubPeopleTurn seen, ListedOwner owner, DateTimeOffset at, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(owner);
        var row = HubOwnerRow.Of(new HubPerson(hubId, owner.UserId, HubRole.Owner, owner.Since), leavingAt: at);
        return TryAsync([Turn(hubId, seen, seen.Number, begun: null), new(TableTransactionActionType.UpdateReplace, row, ETag.All)], cancel);
    }

    /// <summary>Ends a change: all that follows from it is done.</summary>
    /// <returns>False where it was ended already.</returns>
    public Task<bool> TryEndAsync(string hubId, HubPeopleTurn seen, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return TryAsync([Turn(hubId, seen, seen.Number, begun: null)], cancel);
    }

    private static TableTransactionAction Turn(string hubId, HubPeopleTurn seen, int number, HubPeopleChange? begun)
    {
        var row = new HubPeopleTurnRow { PartitionKey = HubOwnerRow.Of(hubId), Number = number, Begun = RowText.Write(begun) };
        return seen.Tag is { } tag
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(tag))
            : new TableTransactionAction(TableTransactionActionType.Add, row);
    }

    private async Task<bool> TryAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancel)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}

/// <summary>An Owner of a hub as the table lists them.</summary>
internal sealed class HubOwnerRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset? LeavingAt { get; set; }

    public static string Of(string hubId) => $"owners|{hubId}";

    public static HubOwnerRow Of(HubPerson person, DateTimeOffset? leavingAt = null) =>
        new() { PartitionKey = Of(person.HubId), RowKey = RowText.Key(person.UserId), Since = person.Since, LeavingAt = leavingAt };

    public HubPerson ToPerson() => new(PartitionKey[Of("").Length..], RowText.Id(RowKey), HubRole.Owner, Since);
}

/// <summary>The turn to change a hub's people; read together with the Owners, it also holds their columns.</summary>
internal sealed class HubPeopleTurnRow : ITableEntity
{
    /// <summary>No encoded id of a person.</summary>
    public const string Key = "!";

    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = Key;
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public int? Number { get; set; }
    public string? Begun { get; set; }
    public DateTimeOffset? Since { get; set; }
    public DateTimeOffset? LeavingAt { get; set; }
}
