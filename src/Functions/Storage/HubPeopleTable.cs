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
/// are one partition, and a large hub is sixteen rows. Owners are also in <c>owners|{hub}</c> (row key: person), which
/// <see cref="HubOwnersTable"/> decides by; who writes there brings the role here in step.
/// </summary>
public sealed class HubPeopleTable(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "HubPeople";

    private const int Buckets = 16;
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

    /// <summary>Everybody who has a role in a hub.</summary>
    public async Task<IReadOnlyDictionary<string, HubRole>> ListAsync(string hubId, CancellationToken cancel)
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, Buckets).Select(number => table.FindAsync<HubPeopleRow>($"of|{number:x}", hubId, cancel)));
        return rows.OfType<HubPeopleRow>().SelectMany(row => row.ToRoles()).ToDictionary(person => person.Key, person => person.Value, StringComparer.Ordinal);
    }

    /// <summary>Everybody who is Owner of a hub.</summary>
    public async Task<IReadOnlyList<HubPerson>> ListOwnersAsync(string hubId, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {HubOwnerRow.Of(hubId)} and RowKey ne {HubPeopleTurnRow.Key}");
        return [.. (await table.ReadAllAsync<HubOwnerRow>(filter, cancel)).Select(row => row.ToPerson())];
    }

    /// <summary>Makes a person Owner of a hub; done again after it was cut short, it finishes what is missing.</summary>
    /// <exception cref="InvalidOperationException">The hub has more Owners than its rows hold.</exception>
    public async Task PutOwnerAsync(HubPerson person, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(person);
        // The role comes first: whoever is listed as Owner has it, and who sees nobody listed does this again.
        await ChangeAsync(Bucket(person.UserId), person.HubId, roles => MakeOwner(roles, person.UserId), cancel);
        var listed = await table.FindAsync<HubOwnerRow>(HubOwnerRow.Of(person.HubId), RowText.Key(person.UserId), cancel);
        var row = HubOwnerRow.Of(person);
        // Who is leaving is leaving still.
        row.LeavingAt = listed?.LeavingAt;
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
        // Somebody may be taking the role from them at this moment: whoever comes last sees what the list says.
        if (listed is null) await SettleAsync(person.HubId, person.UserId, otherwise: null, cancel);
    }

    /// <summary>Brings a person's role in step with the list of Owners. It is written also where nothing changes, so that of two who do so at once the later sees the other's.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="userId">The person.</param>
    /// <param name="otherwise">Their role where they are not listed; null is none.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <param name="turn">The change that is followed, by its number: whoever follows it late, after others finished it and changed the person again, writes nothing.</param>
    public Task SettleAsync(string hubId, string userId, HubRole? otherwise, CancellationToken cancel, long? turn = null) => ChangeAsync(
        Bucket(userId),
        hubId,
        async roles =>
        {
            if (turn is not null && (await table.FindAsync<HubPeopleTurnRow>(HubOwnerRow.Of(hubId), HubPeopleTurnRow.Key, cancel) is not { Begun: not null } now || now.Number != turn)) return false;
            var listed = await table.FindAsync<HubOwnerRow>(HubOwnerRow.Of(hubId), RowText.Key(userId), cancel);
            if ((listed is null ? otherwise : HubRole.Owner) is { } role) roles[userId] = role;
            else roles.Remove(userId);
            return true;
        },
        cancel);

    /// <summary>Says for many people at once whether they are Collaborators of a hub. Owners stay Owners; what is so already is not written.</summary>
    /// <exception cref="InvalidOperationException">They are more than the hub's rows hold; those of other buckets may have been written.</exception>
    public async Task PutCollaboratorsAsync(string hubId, IReadOnlyDictionary<string, bool> isCollaborator, CancellationToken cancel)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = TablePages.WritesAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(isCollaborator.GroupBy(person => Bucket(person.Key), StringComparer.Ordinal), limit, async (people, stop) =>
            await ChangeAsync(people.Key, hubId, roles => MakeCollaborators(roles, people), stop));
    }

    private Task ChangeAsync(string bucket, string hubId, Func<Dictionary<string, HubRole>, bool> change, CancellationToken cancel) =>
        ChangeAsync(bucket, hubId, roles => Task.FromResult(change(roles)), cancel);

    // The change says whether it changed anything.
    private async Task ChangeAsync(string bucket, string hubId, Func<Dictionary<string, HubRole>, Task<bool>> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var row = await table.FindAsync<HubPeopleRow>(bucket, hubId, cancel);
            var roles = row?.ToRoles() ?? new Dictionary<string, HubRole>(StringComparer.Ordinal);
            if (!await change(roles)) return;
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

    private static bool MakeCollaborators(Dictionary<string, HubRole> roles, IEnumerable<KeyValuePair<string, bool>> people)
    {
        var changed = false;
        foreach (var (userId, isCollaborator) in people.Where(person => roles.GetValueOrDefault(person.Key) != HubRole.Owner))
            changed |= isCollaborator ? roles.TryAdd(userId, HubRole.Collaborator) : roles.Remove(userId);
        return changed;
    }

    private static string Bucket(string userId) => $"of|{SHA256.HashData(Encoding.UTF8.GetBytes(userId))[0] % Buckets:x}";
}
