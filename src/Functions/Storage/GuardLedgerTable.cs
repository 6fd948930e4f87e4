using System.Net;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Domain.Guards;

namespace Seatkeeper.Functions.Storage;

/// <summary>What every hub lost in the guard's window. One row a hub (partition: hub, row key: <c>ledger</c>), so that an ETag decides between two plans.</summary>
public sealed class GuardLedgerTable(TableServiceClient tables, TimeProvider clock)
{
    /// <summary>The table's name.</summary>
    public const string Name = "GuardLedger";

    private const string RowKey = "ledger";

    // Characters; a column takes 32,768.
    private const int LongestText = 30_000;

    // Far longer than any question of a change stands open.
    private static readonly TimeSpan approvalsKept = TimeSpan.FromDays(60);

    private readonly TableClient table = tables.GetTableClient(Name);

    /// <summary>What the guard looks back on.</summary>
    public async Task<GuardHistory> ReadAsync(string hubId, CancellationToken cancel) => History(await FindAsync(hubId, cancel));

    /// <summary>Counts a plan's losses before any of them happens, unless the guard trips over them. The same plan is counted once.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="wanted">The plan, what it takes away and from how many, and the thresholds.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The verdict in force at the moment of the reservation; tripped means that nothing was reserved.</returns>
    public async Task<GuardVerdict> ReserveAsync(string hubId, LossReservation wanted, CancellationToken cancel)
    {
        while (true)
        {
            var row = await FindAsync(hubId, cancel);
            var history = History(row);
            var verdict = LossGuard.Judge(wanted.PlanId, wanted.Losses, wanted.MembersBefore, history, wanted.Thresholds);
            if (wanted.Losses == 0 || history.Entries.Any(entry => entry.PlanId == wanted.PlanId))
                return verdict with { Rule = GuardRule.None };
            if (verdict.Tripped && !wanted.Approved)
                return verdict;

            var entry = new GuardLedgerEntry(wanted.PlanId, history.Now, wanted.Losses, wanted.MembersBefore) { Approved = verdict.Tripped };
            var kept = history.Entries.Where(old => old.At > history.Now - (old.Approved ? approvalsKept : LossGuard.Window)).Append(entry).ToList();
            if (await TryWriteAsync(RowOf(hubId, kept), row?.ETag, cancel))
                return verdict with { Rule = GuardRule.None };
        }
    }

    /// <summary>Moves what a plan counted to the present: between its reservation and its effects a person may have been waited for.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="counted">The plan, what it counted, and the thresholds.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>
    /// Null; or where so much time passed that others no longer counted it, and nobody approved it beyond the limits, the verdict that it trips
    /// by now: then nothing was moved, and a person has to look.
    /// </returns>
    public async Task<GuardVerdict?> CountFromNowAsync(string hubId, LossReservation counted, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(counted);
        while (counted.Losses > 0)
        {
            var row = await FindAsync(hubId, cancel);
            var history = History(row);
            var known = history.Entries.FirstOrDefault(old => old.PlanId == counted.PlanId);
            var verdict = LossGuard.Judge(counted.PlanId, counted.Losses, counted.MembersBefore, history, counted.Thresholds);
            if (verdict.Tripped && known is not { Approved: true } && !(known?.At > history.Now - LossGuard.Window))
                return verdict;

            var entry = known ?? new GuardLedgerEntry(counted.PlanId, history.Now, counted.Losses, counted.MembersBefore);
            var kept = history.Entries.Where(old => old.PlanId != counted.PlanId).Append(entry with { At = history.Now }).ToList();
            if (await TryWriteAsync(RowOf(hubId, kept), row?.ETag, cancel))
                return null;
        }

        return null;
    }

    /// <summary>Gives back what a plan counted and did not take away. Never more than was counted; done again, it comes to the same.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="planId">The plan.</param>
    /// <param name="losses">How many members it took away, or may have.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task SettleAsync(string hubId, string planId, int losses, CancellationToken cancel)
    {
        while (await FindAsync(hubId, cancel) is { } row)
        {
            var entries = History(row).Entries;
            if (!entries.Any(entry => entry.PlanId == planId && entry.Losses > losses))
                return;
            var settled = entries.Select(entry => entry.PlanId == planId ? entry with { Losses = Math.Min(entry.Losses, losses) } : entry).Where(entry => entry.Losses > 0).ToList();
            if (await TryWriteAsync(RowOf(hubId, settled), row.ETag, cancel))
                return;
        }
    }

    private GuardHistory History(LedgerRow? row) =>
        new(clock.GetUtcNow(), RowText.Read<List<GuardLedgerEntry>>(row?.Packed is { } packed ? PackedText.Read(packed) : row?.Entries) ?? []);

    // What an earlier version can read, it is given to read. Of more than fits, it understands nothing, and lets nobody go: that it read nobody
    // would be worse.
    private static LedgerRow RowOf(string hubId, List<GuardLedgerEntry> entries)
    {
        var text = RowText.Write(entries) ?? "[]";
        return text.Length <= LongestText ? new() { PartitionKey = hubId, Entries = text } : new() { PartitionKey = hubId, Packed = PackedText.Write(text), Entries = "(packed)" };
    }

    private async Task<LedgerRow?> FindAsync(string hubId, CancellationToken cancel)
    {
        var found = await table.GetEntityIfExistsAsync<LedgerRow>(hubId, RowKey, cancellationToken: cancel);
        return found.HasValue ? found.Value : null;
    }

    private async Task<bool> TryWriteAsync(LedgerRow row, ETag? read, CancellationToken cancel)
    {
        try
        {
            await (read is { } etag ? table.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancel) : table.AddEntityAsync(row, cancel));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    private sealed class LedgerRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";
        public string RowKey { get; set; } = GuardLedgerTable.RowKey;
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string? Entries { get; set; }

        // Where they are more than some 250, as a hub may lose one by one.
        public byte[]? Packed { get; set; }
    }
}

/// <summary>Losses that a plan wants to count.</summary>
/// <param name="PlanId">The plan.</param>
/// <param name="Losses">How many members it takes away, exempted ones not counted.</param>
/// <param name="MembersBefore">Present members before it, exempted ones not counted.</param>
/// <param name="Thresholds">The thresholds in force.</param>
/// <param name="Approved">A person approved exactly these losses.</param>
public sealed record LossReservation(string PlanId, int Losses, int MembersBefore, GuardThresholds Thresholds, bool Approved);
