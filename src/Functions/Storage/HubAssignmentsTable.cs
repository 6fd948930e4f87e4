using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Teams;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Which teams were given, or which groups are mapped to, which hub. Partition: hub, row key: team or group. Beside each row is one that
/// leads back, <c>of-{team or group}</c> and hub, which is there as long as the first one may be.
/// </summary>
public abstract class HubAssignmentsTable(TableServiceClient service, string name)
{
    private readonly TableClient table = service.GetTableClient(name);

    /// <summary>What a hub is given to, in the order of their ids; what is being taken from it included.</summary>
    public Task<IReadOnlyList<HubAssignment>> ListAsync(string hubId, CancellationToken cancel) => ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {hubId}"), cancel);

    /// <summary>One assignment of a hub, or null.</summary>
    public async Task<HubAssignment?> FindAsync(string hubId, string sourceId, CancellationToken cancel) => (await table.FindAsync<AssignmentRow>(hubId, sourceId, cancel))?.ToAssignment();

    /// <summary>The hubs of a team or group, in the order of their ids.</summary>
    public async Task<IReadOnlyList<HubAssignment>> ListHubsOfAsync(string sourceId, CancellationToken cancel)
    {
        var found = new List<HubAssignment>();
        foreach (var back in await table.ReadAllAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Back(sourceId)}"), cancel))
        {
            if (await FindAsync(back.RowKey, sourceId, cancel) is { } given)
                found.Add(given);
        }

        return found;
    }

    /// <summary>All assignments of all hubs.</summary>
    public Task<IReadOnlyList<HubAssignment>> ListAllAsync(CancellationToken cancel) => ReadAsync("AppRole ge 'A'", cancel);

    /// <summary>Rows for which no run of their hub was started yet.</summary>
    public Task<IReadOnlyList<HubAssignment>> ListUntoldAsync(CancellationToken cancel) => ReadAsync("IsTold eq false", cancel);

    /// <summary>Writes a row in the place of the one that was read.</summary>
    /// <param name="given">The row.</param>
    /// <param name="before">What was read; null where there was none.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>False where somebody else wrote it since: what was decided by it is to be decided anew.</returns>
    public async Task<bool> TryPutAsync(HubAssignment given, HubAssignment? before, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        // What leads back comes first: who deletes a team or group looks there.
        await LeadBackAsync(given.HubId, given.SourceId, cancel);
        try
        {
            if (before is null)
                await table.AddEntityAsync(AssignmentRow.Of(given), cancel);
            else
                await table.UpdateEntityAsync(AssignmentRow.Of(given), new ETag(before.ETag), TableUpdateMode.Replace, cancel);
            // And last, since whoever took the row before this one away may have done so with what leads back in between.
            await LeadBackAsync(given.HubId, given.SourceId, cancel);
            return true;
        }
        catch (RequestFailedException e) when (before is null ? e.Status == 409 : e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Notes that a row was told, and a run of the hub started for it, unless it was changed again.</summary>
    public async Task TellAsync(HubAssignment given, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        try
        {
            await table.UpdateEntityAsync(AssignmentRow.Of(given with { IsTold = true, Untold = null }), new ETag(given.ETag), TableUpdateMode.Replace, cancel);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Whoever changed it meanwhile starts a run themself.
        }
    }

    /// <summary>Takes a row away, unless something else was said about it since it was read.</summary>
    public async Task DeleteAsync(HubAssignment given, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        while (await FindAsync(given.HubId, given.SourceId, cancel) is { } now)
        {
            if (now.Stamp != given.Stamp)
            {
                // A try before this one may have got as far as to take away what leads back to it.
                await LeadBackAsync(now.HubId, now.SourceId, cancel);
                return;
            }

            if (await TryDeleteAsync(now, cancel))
                break;
        }

        await table.DeleteEntityAsync(Back(given.SourceId), given.HubId, ETag.All, cancel);

        // The hub may have been given again in between.
        if (await FindAsync(given.HubId, given.SourceId, cancel) is not null)
            await LeadBackAsync(given.HubId, given.SourceId, cancel);
    }

    /// <summary>Forgets all assignments of a hub that is removed, so that teams can be deleted. Done again, it comes to the same.</summary>
    public async Task ForgetHubAsync(string hubId, CancellationToken cancel)
    {
        foreach (var given in await ListAsync(hubId, cancel))
            await DeleteAsync(given, cancel);
    }

    private Task LeadBackAsync(string hubId, string sourceId, CancellationToken cancel) =>
        table.UpsertEntityAsync(new TableEntity(Back(sourceId), hubId), TableUpdateMode.Replace, cancel);

    private static string Back(string sourceId) => $"of-{sourceId}";

    private async Task<bool> TryDeleteAsync(HubAssignment now, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(now.HubId, now.SourceId, new ETag(now.ETag), cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<HubAssignment>> ReadAsync(string filter, CancellationToken cancel) =>
        [.. (await table.ReadAllAsync<AssignmentRow>(filter, cancel)).Select(row => row.ToAssignment())];

    private sealed class AssignmentRow : ITableEntity
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

        public static AssignmentRow Of(HubAssignment given) => new()
        {
            PartitionKey = given.HubId,
            RowKey = given.SourceId,
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

        public HubAssignment ToAssignment() => new(
            PartitionKey, RowKey, RowText.Enum<AppRole>(AppRole), RowText.Enum<HubRole>(HubRole), Ends is null ? null : RowText.Enum<SourceEnd>(Ends), Since,
            new TeamAuthor(ChangedById, ChangedByName))
        { IsTold = IsTold, Stamp = Stamp, Untold = RowText.Read<ActivityEntry>(Untold), StoredAt = Timestamp, ETag = ETag.ToString() };
    }
}
