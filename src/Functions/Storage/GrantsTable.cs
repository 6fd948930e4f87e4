using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Why people have their seats. Partition: hub; row key: person, source, and the team or group. So one person's grants are a short
/// scan, and a hub's are one partition.
/// </summary>
public sealed class GrantsTable(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Grants";

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>All grants of a hub.</summary>
    public async Task<HubGrants> LoadAsync(string hubId, CancellationToken cancel) =>
        await ReadAsync(hubId, TableClient.CreateQueryFilter($"PartitionKey eq {hubId}"), cancel);

    /// <summary>The grants of some people of a hub.</summary>
    public async Task<HubGrants> LoadOfAsync(string hubId, IEnumerable<string> people, CancellationToken cancel)
    {
        var found = new HubGrants(hubId, []);
        foreach (var person in people.Distinct(StringComparer.Ordinal))
        {
            var (from, to) = ($"{RowText.Key(person)}|", $"{RowText.Key(person)}}}");
            var theirs = await ReadAsync(hubId, TableClient.CreateQueryFilter($"PartitionKey eq {hubId} and RowKey gt {from} and RowKey lt {to}"), cancel);
            found = new HubGrants(hubId, found.All.Concat(theirs.All));
        }

        return found;
    }

    /// <summary>Writes and takes away; done again, it comes to the same.</summary>
    public async Task ApplyAsync(string hubId, GrantChanges changes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(changes.Put.Chunk(TablePages.TransactionSize), limit, async (batch, stop) =>
            await table.SubmitTransactionAsync(batch.Select(grant => new TableTransactionAction(TableTransactionActionType.UpsertReplace, GrantRow.Of(hubId, grant))), stop));
        await Parallel.ForEachAsync(changes.Taken, limit, async (key, stop) => await table.DeleteEntityAsync(hubId, RowKeyOf(key), ETag.All, stop));
    }

    /// <summary>Deletes all grants of a hub.</summary>
    public Task DeleteAllAsync(string hubId, CancellationToken cancel) => table.DeletePartitionAsync(hubId, cancel);

    private static string RowKeyOf(GrantKey key) => $"{RowText.Key(key.UserId)}|{key.Source}|{(key.SourceId is null ? "" : RowText.Key(key.SourceId))}";

    private async Task<HubGrants> ReadAsync(string hubId, string filter, CancellationToken cancel) =>
        new(hubId, (await table.ReadAllAsync<GrantRow>(filter, cancel)).Select(row => row.ToGrant()));

    private sealed class GrantRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string UserId { get; set; } = "";
        public string Source { get; set; } = "";
        public string? SourceId { get; set; }
        public string? SourceName { get; set; }
        public string? AppRole { get; set; }
        public string HubRole { get; set; } = "";
        public DateTimeOffset Since { get; set; }
        public bool GivesSeat { get; set; }
        public DateTimeOffset? LeftSince { get; set; }
        public DateTimeOffset? LapsedAt { get; set; }
        public bool? NeedsWord { get; set; }
        public string? Cause { get; set; }

        public static GrantRow Of(string hubId, Grant grant) => new()
        {
            PartitionKey = hubId,
            RowKey = RowKeyOf(grant.Key),
            UserId = grant.UserId,
            Source = grant.Source.ToString(),
            SourceId = grant.SourceId,
            SourceName = grant.SourceName,
            AppRole = grant.AppRole?.ToString(),
            HubRole = grant.HubRole.ToString(),
            Since = grant.Since,
            GivesSeat = grant.GivesSeat,
            LeftSince = grant.LeftSince,
            LapsedAt = grant.LapsedAt,
            NeedsWord = grant.NeedsWord ? true : null,
            Cause = grant.Cause,
        };

        public Grant ToGrant() => new(
            UserId, RowText.Enum<GrantSource>(Source), SourceId, SourceName, AppRole is null ? null : RowText.Enum<AppRole>(AppRole), RowText.Enum<HubRole>(HubRole), Since, GivesSeat)
        { LeftSince = LeftSince, LapsedAt = LapsedAt, NeedsWord = NeedsWord ?? false, Cause = Cause };
    }
}
