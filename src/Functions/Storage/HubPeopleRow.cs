using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;

namespace Seatkeeper.Functions.Storage;

/// <summary>The people of one hub whose hash falls into one bucket. Each role is a column: the ids, sorted, as JSON, deflated.</summary>
internal sealed class HubPeopleRow : ITableEntity
{
    // What storage takes in one binary column, in bytes.
    private const int LargestColumn = 64 * 1024;

    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }

    /// <summary>The Owners, or null where there are none.</summary>
    public byte[]? Owners { get; set; }

    /// <summary>The Collaborators, or null where there are none. Nobody is in both columns.</summary>
    public byte[]? Collaborators { get; set; }

    /// <summary>The row of these people.</summary>
    /// <exception cref="InvalidOperationException">They are more than a row holds.</exception>
    public static HubPeopleRow Of(string bucket, string hubId, IReadOnlyDictionary<string, HubRole> roles) => new()
    {
        PartitionKey = bucket,
        RowKey = hubId,
        Owners = Pack(hubId, roles, HubRole.Owner),
        Collaborators = Pack(hubId, roles, HubRole.Collaborator),
    };

    /// <summary>Everybody in the row.</summary>
    /// <exception cref="InvalidDataException">The row does not hold what was packed.</exception>
    public Dictionary<string, HubRole> ToRoles()
    {
        var roles = Unpack(Collaborators).ToDictionary(user => user, _ => HubRole.Collaborator, StringComparer.Ordinal);
        foreach (var user in Unpack(Owners)) roles[user] = HubRole.Owner;
        return roles;
    }

    /// <summary>One person's role, or null where they have none.</summary>
    /// <exception cref="InvalidDataException">The row does not hold what was packed.</exception>
    public HubRole? RoleOf(string userId)
    {
        if (Unpack(Owners).Contains(userId, StringComparer.Ordinal)) return HubRole.Owner;
        return Unpack(Collaborators).Contains(userId, StringComparer.Ordinal) ? HubRole.Collaborator : null;
    }

    private static byte[]? Pack(string hubId, IReadOnlyDictionary<string, HubRole> roles, HubRole role)
    {
        var users = roles.Where(person => person.Value == role).Select(person => person.Key).Order(StringComparer.Ordinal).ToList();
        if (users.Count == 0) return null;
        using var packed = new MemoryStream();
        // The fastest level leaves ids of random digits as long as they are.
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) JsonSerializer.Serialize(deflate, users);
        if (packed.Length > LargestColumn)
            throw new InvalidOperationException($"The hub {hubId} has more people of the role {role} than its rows hold: the ids of {users.Count} are {packed.Length} bytes, and a row takes {LargestColumn}.");
        return packed.ToArray();
    }

    private static List<string> Unpack(byte[]? packed)
    {
        if (packed is null) return [];
        try
        {
            using var text = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<List<string>>(text) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("A row of a hub's people holds something else.", e);
        }
    }
}
