using Seatkeeper.Contracts;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Applying;

/// <summary>Writes a plan that may be applied, its report, and last what the hub says of it. Done again, it comes to the same.</summary>
public sealed class PlanApplication(HubsTable hubs, PlanWriter writer, CheckBlobs blobs, TimeProvider clock)
{
    /// <summary>Writes the rest of a plan whose writing was begun. One for a hub of before is dropped: another plan was applied since.</summary>
    public async Task FinishAsync(PlanToApply begun, WorkspaceLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(begun);
        var stored = await blobs.ReadAsync<StoredPlan>(begun.Plan, cancel);
        if (await hubs.GetAsync(begun.Step.HubId, cancel) is { } hub && hub.Version != stored.HubVersion)
            await hubs.ChangeAsync(hub.Id, now => now.Version != stored.HubVersion && now.Begun?.Plan == begun.Plan ? now with { Begun = null } : now, cancel);
        else
            await WriteAsync(begun, stored, lease, cancel);
    }

    /// <summary>Writes all of it, or the rest of it.</summary>
    /// <returns>False where another plan was applied meanwhile: whoever was held up past their lease has nothing left to say.</returns>
    public async Task<bool> WriteAsync(PlanToApply work, StoredPlan stored, WorkspaceLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(lease);
        await writer.WriteAsync(work, stored, lease, cancel);
        await lease.CheckAsync(cancel);
        if (stored.IsPart)
            return await FinishPartAsync(work, stored, cancel);
        var check = await ReportAsync(work, stored, cancel);
        var hub = await hubs.ChangeAsync(
            work.Step.HubId,
            now => IsNext(now, work, stored) ? HubHealth.Recovered(now) with { Begun = null, LastCheck = check, PaidSeats = check.Seats?.Paid ?? now.PaidSeats, PaidBeforeSpending = Lower(now.PaidBeforeSpending, check.Seats?.Paid), Version = stored.HubVersion + 1 } : now,
            cancel);
        return hub?.LastCheck?.Plan == work.Plan;
    }

    /// <summary>Whether a plan may be noted or ended: it is for the hub as it is, and no other one is begun that somebody else has still to finish.</summary>
    internal static bool IsNext(Hub now, PlanToApply work, StoredPlan stored) =>
        now.Version == stored.HubVersion && (now.Begun is null || now.Begun.Plan == work.Plan);

    // A permission to spend is for seats more than there are: once fewer are paid for, it is counted from those.
    private static int? Lower(int? before, int? paid) => before is { } known && paid is { } seen ? Math.Min(known, seen) : before;

    // What was left out is for the next check, so the last report stays what it was.
    private async Task<bool> FinishPartAsync(PlanToApply work, StoredPlan stored, CancellationToken cancel)
    {
        var hub = await hubs.ChangeAsync(
            work.Step.HubId,
            now => IsNext(now, work, stored) ? now with { Begun = null, LastCheck = now.LastCheck is { } last ? last with { Plan = work.Plan } : null, Version = stored.HubVersion + 1 } : now,
            cancel);
        return hub is not null && (hub.LastCheck is null || hub.LastCheck.Plan == work.Plan);
    }

    private async Task<LastCheck> ReportAsync(PlanToApply work, StoredPlan stored, CancellationToken cancel)
    {
        var report = stored.Plan.Report;
        var now = clock.GetUtcNow();
        var seats = report.Seats is { } count ? HubViews.Seats(count) : null;
        var response = new UpdateReportResponse(
            work.Step.TaskId, now, report.Confirmed, report.Pending, report.Added, report.Changed, report.Gone, report.Reappeared, report.Matched, report.Statuses.Unmatched,
            [.. report.Leavers.Select(HubViews.Entry)], [.. report.Anomalies.Select(HubViews.Entry)], seats, work.ApprovedBy);
        var counts = new MemberCounts(report.Statuses.Onboarded, report.Statuses.Guest, report.Statuses.Unmatched, report.Statuses.Exempted);
        var reference = await blobs.WriteAsync(work.Step.HubId, "report", response, cancel);
        return new LastCheck(work.Step.TaskId, now, stored.Plan.ReadAt, counts, report.Seats, reference, work.Plan);
    }
}
