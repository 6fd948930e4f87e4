using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Notifications;

namespace Seatkeeper.Functions.Storage;

/// <summary>
/// Hubs, and what only one hub may hold: an identifier, a workspace of the app. Partitions: <c>hub</c> (row key: hub),
/// <c>identifier|{app}</c> (identifier in lower case), <c>workspace|{app}</c> (workspace id, encoded), <c>started|{xx}</c> (idempotency key; with <c>-begun</c>, that its work began).
/// What a change of a hub has to tell is beside it until the outbox has it (row key: <c>~</c>, notice).
/// </summary>
public sealed class HubsTable(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "Hubs";

    internal const string HubPartition = "hub";

    // Behind every hub: ids are letters and digits.
    private const string NoticePrefix = "~";

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>One hub, or null. Of a hub that was removed, what is left.</summary>
    public async Task<Hub?> GetAsync(string hubId, CancellationToken cancel) =>
        await FindAsync<HubRow>(HubPartition, hubId, cancel) is { } row ? row.ToHub() : null;

    /// <summary>Hubs in the order of their ids, those after the given one; without those that were removed.</summary>
    public async IAsyncEnumerable<Hub> ListAsync(string? afterHubId, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {HubPartition} and RowKey gt {afterHubId ?? ""} and RowKey lt {NoticePrefix} and State ne {nameof(HubState.Removed)}");
        await foreach (var row in table.QueryAsync<HubRow>(filter, cancellationToken: cancel))
            yield return row.ToHub();
    }

    /// <summary>Adds a hub.</summary>
    /// <returns>False where a hub with that id is there already.</returns>
    public Task<bool> AddAsync(Hub hub, CancellationToken cancel) => InsertAsync(HubRow.From(hub), cancel);

    /// <summary>Changes a hub, again from the start where somebody else changed it meanwhile.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="change">The changed hub, or the same one where nothing is to change. Called once for each attempt.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The hub as it is stored now, or null where there is none.</returns>
    public Task<Hub?> ChangeAsync(string hubId, Func<Hub, Hub> change, CancellationToken cancel) =>
        ChangeAsync(hubId, hub => Task.FromResult(change(hub)), cancel);

    /// <inheritdoc cref="ChangeAsync(string, Func{Hub, Hub}, CancellationToken)"/>
    public async Task<Hub?> ChangeAsync(string hubId, Func<Hub, Task<Hub>> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await GetAsync(hubId, cancel) is { } hub)
        {
            var changed = await change(hub);
            if (changed == hub)
                return hub;
            if (await ReplaceAsync(changed, cancel) is { } stored)
                return stored;
        }

        return null;
    }

    /// <summary>Replaces a hub where it is still the version that was read.</summary>
    /// <returns>The stored hub, or null where somebody else changed it meanwhile.</returns>
    public async Task<Hub?> ReplaceAsync(Hub hub, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // What the hub needs a person for is noted in the same write, so that no change of it is ever told twice, or not at all.
        var noted = AttentionLog.Noting(hub, now);
        try
        {
            var answer = await WriteAsync(noted, HubNotices.Of(noted, now), cancel);
            return noted with { ETag = answer.Headers.ETag.GetValueOrDefault().ToString(), Before = new HubBefore(noted.Attention.Count, noted.Rules.Guard) };
        }
        catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Some of what hubs have to tell.</summary>
    internal async Task<IReadOnlyList<NoticeRow>> NoticesAsync(int most, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {HubPartition} and RowKey gt {NoticePrefix}");
        await foreach (var page in table.QueryAsync<NoticeRow>(filter, most, cancellationToken: cancel).AsPages())
            return page.Values;
        return [];
    }

    /// <summary>The notice that is stored under a key.</summary>
    internal static string NoticeIdOf(string key) => key[NoticePrefix.Length..];

    /// <summary>Forgets what was handed on to be told.</summary>
    internal Task ForgetNoticeAsync(string key, CancellationToken cancel) => table.DeleteEntityAsync(HubPartition, key, ETag.All, cancel);

    /// <summary>Takes a hub back that was never connected.</summary>
    /// <returns>False where somebody else changed it since it was read.</returns>
    public async Task<bool> DeleteAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        try
        {
            await table.DeleteEntityAsync(HubPartition, hub.Id, new ETag(hub.ETag), cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    /// <summary>Reserves an identifier: the insert decides who wins.</summary>
    /// <returns>The reservation that stands, whosever it is.</returns>
    public Task<Reservation> ReserveIdentifierAsync(string app, HubIdentifier identifier, string hubId, CancellationToken cancel) =>
        ReserveAsync($"identifier|{app}", identifier.Key, hubId, cancel);

    /// <summary>Pins a workspace of the app to a hub: the insert decides who wins.</summary>
    /// <returns>The reservation that stands, whosever it is.</returns>
    public Task<Reservation> PinWorkspaceAsync(string app, AppWorkspace workspace, string hubId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return ReserveAsync($"workspace|{app}", RowText.Key(workspace.Id), hubId, cancel, workspace.Name);
    }

    /// <summary>The workspaces of an app that hubs hold, and of which hub each is; those that were pinned before names were kept are left out.</summary>
    public async Task<IReadOnlyList<(string HubId, AppWorkspace Workspace)>> ListPinnedAsync(string app, CancellationToken cancel)
    {
        var partition = $"workspace|{app}";
        var rows = await table.ReadAllAsync<ReservationRow>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancel);
        return [.. rows.Where(row => row.Name is not null).Select(row => (row.HubId, new AppWorkspace(RowText.Id(row.RowKey), row.Name ?? "")))];
    }

    /// <summary>Makes sure, by a write, that a hub that is there holds what it had reserved: whoever saw the reservation without the hub takes it no more.</summary>
    /// <returns>The reservation as it stands then; null where somebody else has it by now, or nobody.</returns>
    public async Task<Reservation?> HoldAsync(Reservation reservation, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        for (var seen = reservation; seen?.HubId == reservation.HubId; seen = (await FindAsync<ReservationRow>(seen.Partition, seen.Key, cancel))?.ToReservation())
        {
            try
            {
                var row = new ReservationRow { PartitionKey = seen.Partition, RowKey = seen.Key, HubId = seen.HubId };
                var answer = await table.UpdateEntityAsync(row, new ETag(seen.ETag), TableUpdateMode.Replace, cancel);
                return seen with { ETag = answer.Headers.ETag.GetValueOrDefault().ToString() };
            }
            catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
            {
                // Written by another try of the same call, or no more its own: it is looked at again.
            }
        }

        return null;
    }

    /// <summary>Takes a reservation back, where it is still the one that was read.</summary>
    public async Task ReleaseAsync(Reservation reservation, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(reservation.Partition, reservation.Key, new ETag(reservation.ETag), cancel);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            // Somebody else holds it by now, which is as good as released.
        }
    }

    /// <summary>Frees everything that only one hub may hold: its identifier, and every workspace that was pinned to it.</summary>
    public async Task ReleaseAllAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        foreach (var partition in new[] { $"workspace|{hub.App}", $"identifier|{hub.App}" })
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and HubId eq {hub.Id}");
            foreach (var row in await table.ReadAllAsync<ReservationRow>(filter, cancel))
                await ReleaseAsync(row.ToReservation(), cancel);
        }
    }

    /// <summary>The task that a call with this idempotency key was answered with, or null.</summary>
    public async Task<string?> FindStartedAsync(string key, CancellationToken cancel) => (await FindAsync<StartedRow>(StartedPartition(key), key, cancel))?.TaskId;

    /// <summary>Notes the task that a call with an idempotency key was answered with.</summary>
    public async Task PutStartedAsync(string key, string taskId, CancellationToken cancel) =>
        await InsertAsync(new StartedRow { PartitionKey = StartedPartition(key), RowKey = key, TaskId = taskId }, cancel);

    /// <summary>Whether a call with this idempotency key found what it asked for in order, and began.</summary>
    public async Task<bool> HasBegunAsync(string key, CancellationToken cancel) => await FindStartedAsync(Begun(key), cancel) is not null;

    /// <summary>Notes that a call with an idempotency key begins.</summary>
    public Task PutBegunAsync(string key, CancellationToken cancel) => PutStartedAsync(Begun(key), "", cancel);

    /// <summary>Forgets that note: the call was refused after all.</summary>
    public Task ForgetBegunAsync(string key, CancellationToken cancel) => table.DeleteEntityAsync(StartedPartition(Begun(key)), Begun(key), ETag.All, cancel);

    private async Task<Response> WriteAsync(Hub hub, IReadOnlyList<Notice> notices, CancellationToken cancel)
    {
        var row = HubRow.From(hub);
        if (notices.Count == 0)
            return await table.UpdateEntityAsync(row, new ETag(hub.ETag), TableUpdateMode.Replace, cancel);
        var writes = notices.Select(notice => new TableTransactionAction(
            TableTransactionActionType.UpsertReplace, NoticeRow.From(notice, HubPartition, NoticePrefix + notice.Id)));
        var answers = await table.SubmitTransactionAsync([new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(hub.ETag)), .. writes], cancel);
        return answers.Value[0];
    }

    private static string Begun(string key) => $"{key}-begun";

    private static string StartedPartition(string key) => $"started|{key[..2]}";

    private async Task<Reservation> ReserveAsync(string partition, string key, string hubId, CancellationToken cancel, string? name = null)
    {
        while (true)
        {
            if (await FindAsync<ReservationRow>(partition, key, cancel) is { } row)
                return row.ToReservation();
            await InsertAsync(new ReservationRow { PartitionKey = partition, RowKey = key, HubId = hubId, Name = name }, cancel);
        }
    }

    private Task<TRow?> FindAsync<TRow>(string partition, string key, CancellationToken cancel) where TRow : class, ITableEntity => table.FindAsync<TRow>(partition, key, cancel);

    private async Task<bool> InsertAsync<TRow>(TRow row, CancellationToken cancel) where TRow : ITableEntity
    {
        try
        {
            await table.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.Conflict)
        {
            return false;
        }
    }
}
