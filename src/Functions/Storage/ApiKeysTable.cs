using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;

namespace Seatkeeper.Functions.Storage;

/// <summary>An API key without the key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hash">SHA-256 of the key, in hex.</param>
/// <param name="Name">What it is for.</param>
/// <param name="HolderId">Who calls with it.</param>
/// <param name="HolderName">Their name when it was made.</param>
/// <param name="IsPerson">False for a service principal.</param>
/// <param name="IssuerId">The workspace user who made it.</param>
/// <param name="Role">The most that it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
public sealed record ApiKey(
    string Id, string Hash, string Name, string HolderId, string HolderName, bool IsPerson, string IssuerId, WorkspaceRole Role,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null)
{
    /// <summary>What the activity has to tell of its revocation, until it does.</summary>
    public ActivityEntry? Untold { get; init; }
}

/// <summary>API keys, hashed. One partition; row: the key's id, so that a call finds its key in one point read.</summary>
public sealed class ApiKeysTable(TableServiceClient service)
{
    /// <summary>The table.</summary>
    public const string Name = "ApiKeys";

    private const string Partition = "key";
    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>One key, or null.</summary>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken cancel) => (await table.FindAsync<KeyRow>(Partition, id, cancel))?.ToKey();

    /// <summary>All keys; they are few, and who may see which is not a question of storage.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<KeyRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancel)).Select(row => row.ToKey())];

    /// <summary>Adds a key; one that is there already stays as it is.</summary>
    public async Task AddAsync(ApiKey key, CancellationToken cancel)
    {
        try
        {
            await table.AddEntityAsync(KeyRow.Of(key), cancel);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // The id is the hash's beginning: it is the same key, made again.
        }
    }

    /// <summary>Revokes a key for good; the first time counts.</summary>
    public Task RevokeAsync(string id, DateTimeOffset at, CancellationToken cancel) => RevokeAsync(id, at, untold: null, cancel);

    /// <summary>Revokes a key for good, and keeps in the same write what the activity has to tell of it; the first time counts.</summary>
    public async Task RevokeAsync(string id, DateTimeOffset at, ActivityEntry? untold, CancellationToken cancel)
    {
        while (await table.FindAsync<KeyRow>(Partition, id, cancel) is { RevokedAt: null } row)
        {
            try
            {
                row.RevokedAt = at;
                row.Untold = RowText.Write(untold);
                await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // Somebody else revoked it: it is looked at again.
            }
        }
    }

    /// <summary>Forgets what the activity had to tell: it does now.</summary>
    public async Task ToldAsync(string id, CancellationToken cancel)
    {
        // Nothing else is ever changed of a key that is revoked.
        if (await table.FindAsync<KeyRow>(Partition, id, cancel) is { Untold: not null } row)
        {
            row.Untold = null;
            await table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, cancel);
        }
    }

    private sealed class KeyRow : ITableEntity
    {
        public string PartitionKey { get; set; } = Partition;
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Hash { get; set; } = "";
        public string Label { get; set; } = "";
        public string HolderId { get; set; } = "";
        public string HolderName { get; set; } = "";
        public bool IsPerson { get; set; }
        public string IssuerId { get; set; } = "";
        public string Role { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset ExpiresAt { get; set; }
        public DateTimeOffset? RevokedAt { get; set; }
        public string? Untold { get; set; }

        public static KeyRow Of(ApiKey key) => new()
        {
            RowKey = key.Id,
            Hash = key.Hash,
            Label = key.Name,
            HolderId = key.HolderId,
            HolderName = key.HolderName,
            IsPerson = key.IsPerson,
            IssuerId = key.IssuerId,
            Role = key.Role.ToString(),
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RevokedAt = key.RevokedAt,
            Untold = RowText.Write(key.Untold),
        };

        public ApiKey ToKey() =>
            new(RowKey, Hash, Label, HolderId, HolderName, IsPerson, IssuerId, Enum.Parse<WorkspaceRole>(Role), CreatedAt, ExpiresAt, RevokedAt) { Untold = RowText.Read<ActivityEntry>(Untold) };
    }
}
