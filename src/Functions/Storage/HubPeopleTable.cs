using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Who has which role in which hub. One row for each person and hub, in the partition <c>of|{0 to f}</c> that a hash of the person
/// chooses, with the row key <c>{person}|{hub}</c>: so a role is a point read, a person's hubs are one range, and the Collaborators
/// of a large hub are written a hundred at a time. Those who are more than that are also in <c>owners|{hub}</c> (row key: person).
/// </summary>
public sealed class HubPeopleTable(TableServiceClient tables)
{
    /// <summary>The table's name.</summary>
    public const string Name = "HubPeople";

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>A person's role in a hub, or null where they have none.</summary>
    public async Task<HubRole?> FindRoleAsync(string hubId, string userId, CancellationToken cancel) =>
        (await table.FindAsync<RoleRow>(Partition(userId), Row(userId, hubId), cancel))?.ToRole();

    /// <summary>The hubs in which a person has a role, by id.</summary>
    public async Task<IReadOnlyDictionary<string, HubRole>> ListHubsOfAsync(string userId, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(userId)} and RowKey gt {Row(userId, "")} and RowKey lt {RowText.Key(userId) + "}"}");
        var rows = await table.ReadAllAsync<RoleRow>(filter, cancel);
        return rows.Where(row => row.ToRole() is not null).ToDictionary(row => row.HubId, row => row.ToRole().GetValueOrDefault(), StringComparer.Ordinal);
    }

    /// <summary>Everybody who is Owner of a hub.</summary>
    public async Task<IReadOnlyList<HubPerson>> ListOwnersAsync(string hubId, CancellationToken cancel)
    {
        var rows = await table.ReadAllAsync<OwnerRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Owners(hubId)}"), cancel);
        return [.. rows.Select(row => new HubPerson(hubId, RowText.Id(row.RowKey), HubRole.Owner, row.Since))];
    }

    /// <summary>Makes a person Owner of a hub.</summary>
    public async Task PutOwnerAsync(HubPerson person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(person);
        await table.UpsertEntityAsync(new OwnerRow { PartitionKey = Owners(person.HubId), RowKey = RowText.Key(person.UserId), Since = person.Since }, TableUpdateMode.Replace, cancel);
        await table.UpsertEntityAsync(RoleRow.Of(person.UserId, person.HubId, HubRole.Owner), TableUpdateMode.Replace, cancel);
    }

    /// <summary>Says for many people at once whether they are Collaborators of a hub. Owners are the caller's to leave out.</summary>
    public async Task PutCollaboratorsAsync(string hubId, IReadOnlyDictionary<string, bool> isCollaborator, CancellationToken cancel)
    {
        var batches = isCollaborator.GroupBy(person => Partition(person.Key), StringComparer.Ordinal).SelectMany(same => same.Chunk(TablePages.TransactionSize));
        await Parallel.ForEachAsync(batches, cancel, async (batch, stop) =>
        {
            // Whoever has no role any more keeps a row without one: deleting what is not there would fail the whole batch.
            var actions = batch.Select(person => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace, RoleRow.Of(person.Key, hubId, person.Value ? HubRole.Collaborator : null)));
            await table.SubmitTransactionAsync(actions, stop);
        });
    }

    private static string Partition(string userId) => $"of|{SHA256.HashData(Encoding.UTF8.GetBytes(userId))[0] % 16:x}";

    private static string Row(string userId, string hubId) => $"{RowText.Key(userId)}|{hubId}";

    private static string Owners(string hubId) => $"owners|{hubId}";

    private sealed class RoleRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string HubId { get; set; } = "";
        public string? Role { get; set; }

        public HubRole? ToRole() => Role is null ? null : RowText.Enum<HubRole>(Role);

        public static RoleRow Of(string userId, string hubId, HubRole? role) =>
            new() { PartitionKey = Partition(userId), RowKey = Row(userId, hubId), HubId = hubId, Role = role?.ToString() };
    }

    private sealed class OwnerRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public DateTimeOffset Since { get; set; }
    }
}
