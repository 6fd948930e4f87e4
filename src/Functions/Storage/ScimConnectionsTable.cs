using Azure;
using Azure.Data.Tables;

namespace Seatkeeper.Functions.Storage;

/// <summary>What lets an identity provider call by SCIM, without its token.</summary>
/// <param name="Id">Its id: the beginning of the token's hash.</param>
/// <param name="Hash">SHA-256 of the token, in hex.</param>
/// <param name="Name">What people call it.</param>
/// <param name="SourceId">Whose users and groups these are; a connection that replaces another has the same.</param>
/// <param name="CreatedBy">The id of who made it.</param>
/// <param name="CreatedByName">Their name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When the token ends, or null.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
public sealed record ScimConnection(
    string Id, string Hash, string Name, string SourceId, string CreatedBy, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt = null)
{
    /// <summary>Whether its token is good.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}

/// <summary>SCIM connections, their tokens hashed. One partition; row: the connection's id, so that a call finds its connection in one point read.</summary>
public sealed class ScimConnectionsTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "ScimConnections";

    private const string Partition = "connection";
    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One connection, or null.</summary>
    public async Task<ScimConnection?> FindAsync(string id, CancellationToken cancel) => (await table.FindAsync<ConnectionRow>(Partition, id, cancel))?.ToConnection();

    /// <summary>All of them; they are few.</summary>
    public async Task<IReadOnlyList<ScimConnection>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<ConnectionRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(row => row.ToConnection())];

    /// <summary>Adds one.</summary>
    public Task AddAsync(ScimConnection connection, CancellationToken cancel) => table.AddEntityAsync(ConnectionRow.Of(connection), cancel);

    /// <summary>Revokes one for good.</summary>
    /// <returns>False where it was revoked before: the first time counts.</returns>
    public async Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken cancel)
    {
        while (await table.FindAsync<ConnectionRow>(Partition, id, cancel) is { RevokedAt: null } row)
        {
            try
            {
                row.RevokedAt = at;
                await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
                return true;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Somebody else revoked it: it is looked at again.
            }
        }

        return false;
    }

    private sealed class ConnectionRow : ITableEntity
    {
        public string PartitionKey { get; set; } = Partition;
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Hash { get; set; } = "";
        public string Label { get; set; } = "";
        public string SourceId { get; set; } = "";
        public string CreatedBy { get; set; } = "";
        public string CreatedByName { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? ExpiresAt { get; set; }
        public DateTimeOffset? RevokedAt { get; set; }

        public static ConnectionRow Of(ScimConnection connection) => new()
        {
            RowKey = connection.Id,
            Hash = connection.Hash,
            Label = connection.Name,
            SourceId = connection.SourceId,
            CreatedBy = connection.CreatedBy,
            CreatedByName = connection.CreatedByName,
            CreatedAt = connection.CreatedAt,
            ExpiresAt = connection.ExpiresAt,
            RevokedAt = connection.RevokedAt,
        };

        public ScimConnection ToConnection() => new(RowKey, Hash, Label, SourceId, CreatedBy, CreatedByName, CreatedAt, ExpiresAt, RevokedAt);
    }
}
