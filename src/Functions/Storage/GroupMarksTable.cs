using Azure;
using Azure.Data.Tables;
using Seatkeeper.Functions.Groups;

namespace Seatkeeper.Functions.Storage;

/// <summary>A group that is to be read.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Cause">What it is to be read for: of several, the last.</param>
/// <param name="Failures">How often it was tried in vain.</param>
/// <param name="NotBefore">When it is tried again; null for at once.</param>
/// <param name="Tag">The row's version: whatever marks the group again changes it.</param>
public sealed record GroupMark(string GroupId, GroupCause Cause, int Failures = 0, DateTimeOffset? NotBefore = null, ETag Tag = default);

/// <summary>
/// Which groups are to be read, one row each (<c>due</c>), and by way of which groups others were seen to have members: a row
/// <c>has-{group}</c> each. (Rows <c>in-{nested group}</c> are of a version before this one, and nobody reads them.)
/// </summary>
public sealed class GroupMarksTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "GroupMarks";

    private const string Due = "due";
    private const string Has = "has-";
    private const string Begun = "Begun";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>Marks groups. One that is marked already is marked anew, and tried at once.</summary>
    public async Task MarkAsync(IReadOnlyDictionary<string, GroupCause> causes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(causes);
        foreach (var chunk in causes.Chunk(TablePages.TransactionSize))
            await table.SubmitTransactionAsync(chunk.Select(one => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row(new GroupMark(one.Key, one.Value)))), cancel);
    }

    /// <summary>All marks.</summary>
    public async Task<IReadOnlyList<GroupMark>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Due}"), cancel)).Select(Mark)];

    /// <summary>Takes a mark away once its group was read, unless it was marked again meanwhile.</summary>
    public Task DoneAsync(GroupMark mark, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mark);
        return UnlessChangedAsync(() => table.DeleteEntityAsync(Due, mark.GroupId, mark.Tag, cancel));
    }

    /// <summary>Notes that a group could not be read, unless it was marked again meanwhile.</summary>
    public Task PostponeAsync(GroupMark mark, DateTimeOffset notBefore, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mark);
        return UnlessChangedAsync(() => table.UpdateEntityAsync(Row(mark with { Failures = mark.Failures + 1, NotBefore = notBefore }), mark.Tag, TableUpdateMode.Replace, cancel));
    }

    /// <summary>
    /// Notes by way of which groups a group has members. What a read that began later has seen stays, whatever this one saw: at worst a change
    /// of a group that is not in it any more has it read once for nothing.
    /// </summary>
    /// <param name="groupId">The group.</param>
    /// <param name="nested">The groups in it, to any depth.</param>
    /// <param name="begun">When the read began.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task SetNestedAsync(string groupId, IReadOnlyCollection<string> nested, DateTimeOffset begun, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(nested);
        while (!await TrySetNestedAsync(groupId, nested, begun, cancel))
        {
            // Another read noted what it saw at this moment: it is looked at again.
        }
    }

    /// <summary>For every group by way of which others have members, those others.</summary>
    public async Task<ILookup<string, string>> NestingAsync(CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {Has} and PartitionKey lt {"has."}");
        return (await table.ReadAllAsync<TableEntity>(filter, cancel, ["PartitionKey", "RowKey"])).ToLookup(row => row.RowKey, row => row.PartitionKey[Has.Length..], StringComparer.Ordinal);
    }

    private async Task<bool> TrySetNestedAsync(string groupId, IReadOnlyCollection<string> nested, DateTimeOffset begun, CancellationToken cancel)
    {
        var known = (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Has + groupId}"), cancel)).ToDictionary(row => row.RowKey, StringComparer.Ordinal);
        var older = known.Values.Where(row => (row.GetDateTimeOffset(Begun) ?? default) < begun).ToList();
        List<TableTransactionAction> changes =
        [
            .. nested.Where(id => !known.ContainsKey(id)).Select(id => new TableTransactionAction(TableTransactionActionType.Add, Row(id))),
            .. older.Select(row => nested.Contains(row.RowKey, StringComparer.Ordinal)
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row(row.RowKey), row.ETag)
                : new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)),
        ];
        try
        {
            foreach (var chunk in changes.Chunk(TablePages.TransactionSize)) await table.SubmitTransactionAsync(chunk, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }

        TableEntity Row(string id) => new(Has + groupId, id) { [Begun] = begun };
    }

    private static async Task UnlessChangedAsync(Func<Task<Response>> write)
    {
        try
        {
            await write();
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // It was marked again: whoever comes next reads it once more.
        }
    }

    private static TableEntity Row(GroupMark mark) => new(Due, mark.GroupId)
    {
        ["CauseKind"] = mark.Cause.Kind,
        ["CauseId"] = mark.Cause.Id,
        ["CauseAt"] = mark.Cause.At,
        ["Failures"] = mark.Failures,
        ["NotBefore"] = mark.NotBefore,
    };

    private static GroupMark Mark(TableEntity row) => new(
        row.RowKey, new GroupCause(row.GetString("CauseKind"), row.GetString("CauseId"), row.GetDateTimeOffset("CauseAt") ?? default),
        row.GetInt32("Failures") ?? 0, row.GetDateTimeOffset("NotBefore"), row.ETag);
}
