using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Which teams were given which hub. Partition: hub, row key: team. Beside each row is one that leads back, <c>of-{team}</c> and hub, which
/// is there as long as the first one may be.
/// </summary>
public sealed class HubTeamsTable(TableServiceClient service)
{
    /// <summary>The table's name.</summary>
    public const string Name = "HubTeams";

    private readonly TableClient table = service.GetTableClient(Name);

    /// <summary>The teams of a hub, in the order of their ids; those that are being taken from it included.</summary>
    public Task<IReadOnlyList<HubTeam>> ListAsync(string hubId, CancellationToken cancel) => ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {hubId}"), cancel);

    /// <summary>One team of a hub, or null.</summary>
    public async Task<HubTeam?> FindAsync(string hubId, string teamId, CancellationToken cancel) => (await table.FindAsync<HubTeamRow>(hubId, teamId, cancel))?.ToHubTeam();

    /// <summary>The hubs that a team was given, in the order of their ids.</summary>
    public async Task<IReadOnlyList<HubTeam>> ListHubsOfAsync(string teamId, CancellationToken cancel)
    {
        var found = new List<HubTeam>();
        foreach (var back in await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Back(teamId)}"), cancel))
        {
            if (await FindAsync(back.RowKey, teamId, cancel) is { } given)
                found.Add(given);
        }

        return found;
    }

    /// <summary>Rows for which no run of their hub was started yet.</summary>
    public Task<IReadOnlyList<HubTeam>> ListUntoldAsync(CancellationToken cancel) => ReadAsync("IsTold eq false", cancel);

    /// <summary>Writes a row, whatever was there.</summary>
    public async Task PutAsync(HubTeam given, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        // What leads back comes first: who deletes a team looks there.
        await table.UpsertEntityAsync(new TableEntity(Back(given.TeamId), given.HubId), TableUpdateMode.Replace, cancel);
        await table.UpsertEntityAsync(HubTeamRow.Of(given), TableUpdateMode.Replace, cancel);
    }

    /// <summary>Notes that a row was told, and a run of the hub started for it, unless it was changed again.</summary>
    public async Task TellAsync(HubTeam given, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        try
        {
            await table.UpdateEntityAsync(HubTeamRow.Of(given with { IsTold = true, Untold = null }), new ETag(given.ETag), TableUpdateMode.Replace, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Whoever changed it meanwhile starts a run themself.
        }
    }

    /// <summary>Takes a row away, unless something else was said about the team since it was read.</summary>
    public async Task DeleteAsync(HubTeam given, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        while (await FindAsync(given.HubId, given.TeamId, cancel) is { } now)
        {
            if (now.Stamp != given.Stamp)
                return;
            if (await TryDeleteAsync(now, cancel))
                break;
        }

        await table.DeleteEntityAsync(Back(given.TeamId), given.HubId, ETag.All, cancel);

        // The hub may have been given to the team again in between.
        if (await FindAsync(given.HubId, given.TeamId, cancel) is not null)
            await table.UpsertEntityAsync(new TableEntity(Back(given.TeamId), given.HubId), TableUpdateMode.Replace, cancel);
    }

    /// <summary>Forgets all teams of a hub that is removed, so that they can be deleted. Done again, it comes to the same.</summary>
    public async Task ForgetHubAsync(string hubId, CancellationToken cancel)
    {
        foreach (var given in await ListAsync(hubId, cancel))
            await DeleteAsync(given, cancel);
    }

    private static string Back(string teamId) => $"of-{teamId}";

    private async Task<bool> TryDeleteAsync(HubTeam now, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(now.HubId, now.TeamId, new ETag(now.ETag), cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<HubTeam>> ReadAsync(string filter, CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<HubTeamRow>(filter, cancel)).Select(row => row.ToHubTeam())];

    private sealed class HubTeamRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = "";
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string AppRole { get; set; } = "";
        public string HubRole { get; set; } = "";
        public string? Ends { get; set; }
        public DateTimeOffset Since { get; set; }
        public string ChangedById { get; set; } = "";
        public string ChangedByName { get; set; } = "";
        public bool IsTold { get; set; }
        public string Stamp { get; set; } = "";
        public string? Untold { get; set; }

        public static HubTeamRow Of(HubTeam given) => new()
        {
            PartitionKey = given.HubId,
            RowKey = given.TeamId,
            AppRole = given.AppRole.ToString(),
            HubRole = given.HubRole.ToString(),
            Ends = given.Ends?.ToString(),
            Since = given.Since,
            ChangedById = given.ChangedBy.Id,
            ChangedByName = given.ChangedBy.Name,
            IsTold = given.IsTold,
            Stamp = given.Stamp,
            Untold = RowText.Write(given.Untold),
        };

        public HubTeam ToHubTeam() => new(
            PartitionKey, RowKey, RowText.Enum<AppRole>(AppRole), RowText.Enum<HubRole>(HubRole), Ends is null ? null : RowText.Enum<SourceEnd>(Ends), Since,
            new TeamAuthor(ChangedById, ChangedByName))
        { IsTold = IsTold, Stamp = Stamp, Untold = RowText.Read<ActivityEntry>(Untold), StoredAt = Timestamp, ETag = ETag.ToString() };
    }
}
