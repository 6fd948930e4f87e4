using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Groups;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Groups of identity providers. One partition, row: the group, with all its members (<see cref="PackedIds"/>), so that one ETag decides
/// about all of them and nobody reads half of a change. 40,000 ids of Entra are about three quarters of what a row holds.
/// </summary>
public sealed class GroupsTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Groups";

    private const string Partition = "group";
    private const string MembersColumn = "Members";
    private const string LeftColumn = "Left";
    private const string CameColumn = "Came";
    private const string CausesColumn = "Causes";
    private const int TickDigits = 19;

    private static readonly string[] summaryColumns =
    [
        nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), "Origin", "ConnectionId", "ExternalId", "Name", "Count", "Version", "ChangedAt",
        "CauseKind", "CauseId", "CauseAt", "ReadAt", "TenantId", "CreatedAt", "IsGone", "IsTold",
    ];

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One group, or null.</summary>
    public async Task<IdpGroup?> FindAsync(string groupId, CancellationToken cancel) =>
        await table.FindAsync<TableEntity>(Partition, groupId, cancel) is { } row ? new IdpGroup(Summary(row), PackedIds.Read(row, MembersColumn)) { Leavings = Left(row) } : null;

    /// <summary>All groups in the order of their ids, without their members.</summary>
    public async Task<IReadOnlyList<GroupSummary>> ListAsync(CancellationToken cancel) => await ListAsync("", cancel);

    /// <summary>Groups of one SCIM connection, without their members.</summary>
    public Task<IReadOnlyList<GroupSummary>> ListOfAsync(string connectionId, CancellationToken cancel) =>
        ListAsync(TableClient.CreateQueryFilter($" and ConnectionId eq {connectionId}"), cancel);

    /// <summary>Groups whose hubs were not told of their last change.</summary>
    public Task<IReadOnlyList<GroupSummary>> ListUntoldAsync(CancellationToken cancel) => ListAsync(" and IsTold eq false", cancel);

    /// <summary>Adds a group, or replaces it where it is still the version that was read (<see cref="GroupSummary.Tag"/>).</summary>
    /// <returns>False where somebody else was faster.</returns>
    public async Task<bool> TryWriteAsync(IdpGroup group, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(group);
        try
        {
            if (group.About.Tag == default)
                await table.AddEntityAsync(Row(group), cancel);
            else
                await table.UpdateEntityAsync(Row(group), group.About.Tag, TableUpdateMode.Replace, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Changes single columns of a group where it is still the version that was read.</summary>
    /// <returns>False where somebody else was faster.</returns>
    public async Task<bool> TryMarkAsync(GroupSummary group, DateTimeOffset? readAt, bool? isTold, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(group);
        var row = new TableEntity(Partition, group.Id);
        if (readAt is not null)
        {
            row["ReadAt"] = readAt;
            row["TenantId"] = group.TenantId;
        }

        if (isTold is not null)
            row["IsTold"] = isTold;
        try
        {
            await table.UpdateEntityAsync(row, group.Tag, TableUpdateMode.Merge, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Forgets a group for good.</summary>
    public Task DeleteAsync(string groupId, CancellationToken cancel) => table.DeleteEntityAsync(Partition, groupId, ETag.All, cancel);

    private async Task<IReadOnlyList<GroupSummary>> ListAsync(string more, CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}") + more, cancel, summaryColumns)).Select(Summary)];

    private static TableEntity Row(IdpGroup group)
    {
        var about = group.About;
        var row = new TableEntity(Partition, about.Id)
        {
            ["Origin"] = about.Origin.ToString(),
            ["ConnectionId"] = about.ConnectionId,
            ["ExternalId"] = about.ExternalId,
            ["Name"] = about.Name,
            ["Count"] = group.MemberIds.Count,
            ["Version"] = about.Version,
            ["ChangedAt"] = about.ChangedAt,
            ["CauseKind"] = about.Cause.Kind,
            ["CauseId"] = about.Cause.Id,
            ["CauseAt"] = about.Cause.At,
            ["ReadAt"] = about.ReadAt,
            ["TenantId"] = about.TenantId,
            ["CreatedAt"] = about.CreatedAt,
            ["IsGone"] = about.IsGone,
            ["IsTold"] = about.IsTold,
        };
        PackedIds.Write(row, MembersColumn, group.MemberIds);
        row["LeftManyAt"] = group.Leavings.ManyAt;
        WriteTimes(row, LeftColumn, group.Leavings.At);
        WriteTimes(row, CameColumn, group.Leavings.Came);
        if (group.Leavings.Causes.Count > 0)
            PackedIds.Write(row, CausesColumn, group.Leavings.Causes.Select(cause => Stamped(cause.Key, Stamped(cause.Value.At, $"{cause.Value.Kind}\n{cause.Value.Id}"))));
        return row;
    }

    private static void WriteTimes(TableEntity row, string column, IReadOnlyDictionary<string, DateTimeOffset> times)
    {
        if (times.Count > 0)
            PackedIds.Write(row, column, times.Select(person => Stamped(person.Value, person.Key)));
    }

    private static Leavings Left(TableEntity row) => new(Times(row, LeftColumn))
    {
        ManyAt = row.GetDateTimeOffset("LeftManyAt"),
        Came = Times(row, CameColumn),
        Causes = PackedIds.ReadOrNothing(row, CausesColumn).ToDictionary(TimeOf, stamped => Cause(stamped[TickDigits..])),
    };

    private static Dictionary<string, DateTimeOffset> Times(TableEntity row, string column) =>
        PackedIds.ReadOrNothing(row, column).ToDictionary(stamped => stamped[TickDigits..], TimeOf, StringComparer.Ordinal);

    private static SourceCause Cause(string stamped) =>
        stamped[TickDigits..].Split('\n', 2) is [var kind, var id] ? new SourceCause(kind, id.Length == 0 ? null : id, TimeOf(stamped)) : throw new InvalidDataException("A cause of a group's change has no kind.");

    private static string Stamped(DateTimeOffset at, string text) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:D19}{text}");

    private static DateTimeOffset TimeOf(string stamped) => new(long.Parse(stamped[..TickDigits], CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static GroupSummary Summary(TableEntity row) => new(
        row.RowKey, RowText.Enum<GroupOrigin>(row.GetString("Origin")), row.GetString("ConnectionId"), row.GetString("ExternalId"), row.GetString("Name"),
        row.GetInt32("Count") ?? 0, row.GetString("Version"), row.GetDateTimeOffset("ChangedAt") ?? default,
        new GroupCause(row.GetString("CauseKind"), row.GetString("CauseId"), row.GetDateTimeOffset("CauseAt") ?? default))
    {
        ReadAt = row.GetDateTimeOffset("ReadAt") ?? default,
        TenantId = row.GetString("TenantId"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? default,
        IsGone = row.GetBoolean("IsGone") ?? false,
        IsTold = row.GetBoolean("IsTold") ?? true,
        Tag = row.ETag,
    };
}
