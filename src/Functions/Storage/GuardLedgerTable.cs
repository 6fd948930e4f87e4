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

            var entry = new GuardLedgerEntry(wanted.PlanId, history.Now, wanted.Losses, wanted.MembersBefore);
            var kept = history.Entries.Where(old => old.At > history.Now - LossGuard.Window).Append(entry).ToList();
            if (await TryWriteAsync(RowOf(hubId, kept), row?.ETag, cancel))
                return verdict with { Rule = GuardRule.None };
        }
    }

    /// <summary>Moves what a plan counted to the present: between its reservation and its effects a person may have been waited for.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="counted">The plan, and what it counted. Where so much time passed that it was forgotten, it is counted again.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task CountFromNowAsync(string hubId, LossCount counted, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(counted);
        var written = counted.Losses == 0;
        while (!written)
        {
            var row = await FindAsync(hubId, cancel);
            var history = History(row);
            var entry = history.Entries.FirstOrDefault(old => old.PlanId == counted.PlanId) ?? new GuardLedgerEntry(counted.PlanId, history.Now, counted.Losses, counted.MembersBefore);
            var kept = history.Entries.Where(old => old.PlanId != counted.PlanId).Append(entry with { At = history.Now }).ToList();
            written = await TryWriteAsync(RowOf(hubId, kept), row?.ETag, cancel);
        }
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

    private static LedgerRow RowOf(string hubId, List<GuardLedgerEntry> entries) => new() { PartitionKey = hubId, Packed = PackedText.Write(RowText.Write(entries) ?? "[]") };

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
        public byte[]? Packed { get; set; }

        // As earlier versions wrote them: no more than some 270, and a hub may lose more one by one.
        public string? Entries { get; set; }
    }
}

/// <summary>Losses that a plan counted.</summary>
/// <param name="PlanId">The plan.</param>
/// <param name="Losses">How many members it takes away, exempted ones not counted.</param>
/// <param name="MembersBefore">Present members before it, exempted ones not counted.</param>
public sealed record LossCount(string PlanId, int Losses, int MembersBefore);

/// <summary>Losses that a plan wants to count.</summary>
/// <param name="PlanId">The plan.</param>
/// <param name="Losses">How many members it takes away, exempted ones not counted.</param>
/// <param name="MembersBefore">Present members before it, exempted ones not counted.</param>
/// <param name="Thresholds">The thresholds in force.</param>
/// <param name="Approved">A person approved exactly these losses.</param>
public sealed record LossReservation(string PlanId, int Losses, int MembersBefore, GuardThresholds Thresholds, bool Approved);
