using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>
/// Applies one plan under the workspace's lease: counts the losses, writes the members, the activity, and last the hub. Killed
/// anywhere in between, the next try finds what is written and writes the rest.
/// </summary>
public sealed class ApplyReconcileActivity(HubsTable hubs, GuardLedgerTable ledger, PlanWriter writer, HubAutomation automation, CheckBlobs blobs)
{
    /// <summary>Applies the plan.</summary>
    [Function(nameof(ApplyReconcileActivity))]
    public async Task<AppliedCheck> Run([ActivityTrigger] PlanToApply work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (await hubs.GetAsync(work.Step.HubId, cancel) is not { } hub)
            return new AppliedCheck(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is gone.")));
        var (applied, trouble) = await automation.WithLeaseAsync(hub, work.Step, (lease, stop) => ApplyAsync(work, lease, stop), cancel);
        return applied ?? new AppliedCheck(Trouble: trouble);
    }

    private async Task<AppliedCheck> ApplyAsync(PlanToApply work, WorkspaceLease lease, CancellationToken cancel)
    {
        // Read under the lease: nobody else applies anything from here on.
        var hub = await hubs.GetAsync(work.Step.HubId, cancel) ?? throw new AppFailureException(new Failure(FailureKind.Cancelled, Detail: "The hub is gone."));
        var stored = await blobs.ReadAsync<StoredPlan>(work.Plan, cancel);
        if (hub.LastCheck?.Plan == work.Plan)
            return new AppliedCheck();
        if (hub.Version != stored.HubVersion)
            return new AppliedCheck(ApplyOutcome.Stale);

        // Held against the plan itself, whoever called: an approval of other people is none, and a plan that tripped needs one.
        if (!stored.Plan.MayApply(work.ApprovedLossDigest))
            return new AppliedCheck(ApplyOutcome.Tripped);
        var approved = work.ApprovedBy is not null && work.ApprovedLossDigest == stored.Plan.LossDigest;
        var losses = new LossReservation(stored.Plan.PlanId, stored.Plan.Losses.Count, stored.GuardedMembers, hub.Rules.Guard.At(automation.Now), approved);
        if ((await ledger.ReserveAsync(hub.Id, losses, cancel)).Tripped)
            return new AppliedCheck(ApplyOutcome.Tripped);

        await writer.WriteAsync(work, stored, lease, cancel);
        await lease.CheckAsync(cancel);
        var check = await ReportAsync(work, stored, cancel);
        // Whoever was held up until another had finished this plan, and perhaps applied a newer one, has nothing left to say.
        var hubNow = await hubs.ChangeAsync(
            hub.Id, now => now.Version == stored.HubVersion ? HubHealth.Recovered(now) with { LastCheck = check, Version = stored.HubVersion + 1 } : now, cancel);
        return new AppliedCheck(hubNow?.LastCheck?.Plan == work.Plan ? ApplyOutcome.Applied : ApplyOutcome.Stale);
    }

    private async Task<LastCheck> ReportAsync(PlanToApply work, StoredPlan stored, CancellationToken cancel)
    {
        var report = stored.Plan.Report;
        var now = automation.Now;
        var seats = report.Seats is { } count ? HubViews.Seats(count) : null;
        var response = new UpdateReportResponse(
            work.Step.TaskId, now, report.Confirmed, report.Pending, report.Added, report.Changed, report.Gone, report.Reappeared, report.Matched, report.Statuses.Unmatched,
            [.. report.Leavers.Select(HubViews.Entry)], [.. report.Anomalies.Select(HubViews.Entry)], seats, work.ApprovedBy);
        var counts = new MemberCounts(report.Statuses.Onboarded, report.Statuses.Guest, report.Statuses.Unmatched, report.Statuses.Exempted);
        var reference = await blobs.WriteAsync(work.Step.HubId, "report", response, cancel);
        return new LastCheck(work.Step.TaskId, now, stored.Plan.ReadAt, counts, report.Seats, reference, work.Plan);
    }
}
