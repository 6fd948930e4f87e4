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
/// <c>has-{group}</c> and, leading back, <c>in-{nested group}</c>.
/// </summary>
public sealed class GroupMarksTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "GroupMarks";

    private const string Due = "due";
    private const string Inside = "in-";

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

    /// <summary>Notes by way of which groups a group has members.</summary>
    public async Task SetNestedAsync(string groupId, IReadOnlyCollection<string> nested, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(nested);
        var known = await KeysAsync(Has(groupId), cancel);
        // What leads to the group comes first and goes last: a change may be looked for at any moment.
        foreach (var id in nested.Except(known, StringComparer.Ordinal).ToList())
        {
            await table.UpsertEntityAsync(new TableEntity(Inside + id, groupId), TableUpdateMode.Replace, cancel);
            await table.UpsertEntityAsync(new TableEntity(Has(groupId), id), TableUpdateMode.Replace, cancel);
        }

        foreach (var id in known.Except(nested, StringComparer.Ordinal).ToList())
        {
            await table.DeleteEntityAsync(Has(groupId), id, ETag.All, cancel);
            await table.DeleteEntityAsync(Inside + id, groupId, ETag.All, cancel);
        }
    }

    /// <summary>For every group by way of which others have members, those others.</summary>
    public async Task<ILookup<string, string>> NestingAsync(CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {Inside} and PartitionKey lt {"in."}");
        return (await table.ReadAllAsync<TableEntity>(filter, cancel, ["PartitionKey", "RowKey"])).ToLookup(row => row.PartitionKey[Inside.Length..], row => row.RowKey, StringComparer.Ordinal);
    }

    private static string Has(string groupId) => $"has-{groupId}";

    private async Task<IReadOnlySet<string>> KeysAsync(string partition, CancellationToken cancel) =>
        (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancel, ["PartitionKey", "RowKey"])).Select(row => row.RowKey).ToHashSet(StringComparer.Ordinal);

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
