using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Who has which role in which hub. People fall by a hash into sixteen buckets. One row for each bucket and hub, in the partition
/// <c>of|{0 to f}</c> with the row key <c>{hub}</c>, holds everybody who has a role: so a role is a point read, a person's hubs
/// are one partition, and a large hub is sixteen rows. Owners are also in <c>owners|{hub}</c> (row key: person).
/// </summary>
public sealed class HubPeopleTable(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "HubPeople";

    private const int MostTries = 30;

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>A person's role in a hub, or null where they have none.</summary>
    public async Task<HubRole?> FindRoleAsync(string hubId, string userId, CancellationToken cancel) =>
        (await table.FindAsync<HubPeopleRow>(Bucket(userId), hubId, cancel))?.RoleOf(userId);

    /// <summary>The hubs in which a person has a role, by id.</summary>
    public async Task<IReadOnlyDictionary<string, HubRole>> ListHubsOfAsync(string userId, CancellationToken cancel)
    {
        var hubs = new Dictionary<string, HubRole>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<HubPeopleRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Bucket(userId)}"), cancellationToken: cancel))
        {
            if (row.RoleOf(userId) is { } role) hubs.Add(row.RowKey, role);
        }

        return hubs;
    }

    /// <summary>Everybody who is Owner of a hub.</summary>
    public async Task<IReadOnlyList<HubPerson>> ListOwnersAsync(string hubId, CancellationToken cancel)
    {
        var rows = await table.ReadAllAsync<OwnerRow>(TableClient.CreateQueryFilter($"PartitionKey eq {Owners(hubId)}"), cancel);
        return [.. rows.Select(row => new HubPerson(hubId, RowText.Id(row.RowKey), HubRole.Owner, row.Since))];
    }

    /// <summary>Makes a person Owner of a hub; done again after it was cut short, it finishes what is missing.</summary>
    /// <exception cref="InvalidOperationException">The hub has more Owners than its rows hold.</exception>
    public async Task PutOwnerAsync(HubPerson person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(person);
        // The role comes first: whoever is listed as Owner has it, and who sees nobody listed does this again.
        await ChangeAsync(Bucket(person.UserId), person.HubId, roles => MakeOwner(roles, person.UserId), cancel);
        await table.UpsertEntityAsync(new OwnerRow { PartitionKey = Owners(person.HubId), RowKey = RowText.Key(person.UserId), Since = person.Since }, TableUpdateMode.Replace, cancel);
    }

    /// <summary>Makes an Owner a Collaborator; done again after it was cut short, it finishes what is missing. The last one listed stays Owner.</summary>
    /// <returns>False where the person stays Owner.</returns>
    public async Task<bool> EndOwnerAsync(string hubId, string userId, CancellationToken cancel)
    {
        if ((await ListOwnersAsync(hubId, cancel)).All(owner => owner.UserId == userId)) return false;
        // The list comes first: whoever is listed as Owner has the role.
        await table.DeleteEntityAsync(Owners(hubId), RowText.Key(userId), ETag.All, cancel);
        await ChangeAsync(Bucket(userId), hubId, roles => EndOwner(roles, userId), cancel);
        return true;
    }

    /// <summary>Says for many people at once whether they are Collaborators of a hub. Owners stay Owners; what is so already is not written.</summary>
    /// <exception cref="InvalidOperationException">They are more than the hub's rows hold; those of other buckets may have been written.</exception>
    public async Task PutCollaboratorsAsync(string hubId, IReadOnlyDictionary<string, bool> isCollaborator, CancellationToken cancel)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(isCollaborator.GroupBy(person => Bucket(person.Key), StringComparer.Ordinal), limit, async (people, stop) =>
            await ChangeAsync(people.Key, hubId, roles => MakeCollaborators(roles, people), stop));
    }

    // The change says whether it changed anything.
    private async Task ChangeAsync(string bucket, string hubId, Func<Dictionary<string, HubRole>, bool> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var row = await table.FindAsync<HubPeopleRow>(bucket, hubId, cancel);
            var roles = row?.ToRoles() ?? new Dictionary<string, HubRole>(StringComparer.Ordinal);
            if (!change(roles)) return;
            try
            {
                var changed = HubPeopleRow.Of(bucket, hubId, roles);
                await (row is null ? table.AddEntityAsync(changed, cancel) : table.UpdateEntityAsync(changed, row.ETag, TableUpdateMode.Replace, cancel));
                return;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 && attempt < MostTries)
            {
                // Somebody else wrote the row meanwhile, or an earlier try of ours did and its answer was lost.
                await TablePages.PauseAfterClashAsync(attempt, clock, cancel);
            }
        }
    }

    private static bool MakeOwner(Dictionary<string, HubRole> roles, string userId)
    {
        var isNew = roles.GetValueOrDefault(userId) != HubRole.Owner;
        roles[userId] = HubRole.Owner;
        return isNew;
    }

    private static bool EndOwner(Dictionary<string, HubRole> roles, string userId)
    {
        if (roles.GetValueOrDefault(userId) != HubRole.Owner) return false;
        roles[userId] = HubRole.Collaborator;
        return true;
    }

    private static bool MakeCollaborators(Dictionary<string, HubRole> roles, IEnumerable<KeyValuePair<string, bool>> people)
    {
        var changed = false;
        foreach (var (userId, isCollaborator) in people.Where(person => roles.GetValueOrDefault(person.Key) != HubRole.Owner))
            changed |= isCollaborator ? roles.TryAdd(userId, HubRole.Collaborator) : roles.Remove(userId);
        return changed;
    }

    private static string Bucket(string userId) => $"of|{SHA256.HashData(Encoding.UTF8.GetBytes(userId))[0] % 16:x}";

    private static string Owners(string hubId) => $"owners|{hubId}";

    private sealed class OwnerRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public DateTimeOffset Since { get; set; }
    }
}
