using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Applying;

/// <summary>
/// Applies one plan under the workspace's lease: counts the losses, writes the members, the activity, and last the hub. Killed
/// anywhere in between, the next try finds what is written and writes the rest.
/// </summary>
public sealed class ApplyReconcileActivity(HubsTable hubs, GuardLedgerTable ledger, PlanApplication application, HubAutomation automation, CheckBlobs blobs)
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
        if (hub.LastCheck?.Plan == work.Plan)
            return new AppliedCheck();
        if (hub.Begun is { } begun && begun.Plan != work.Plan)
        {
            await application.FinishAsync(begun, lease, cancel);
            return new AppliedCheck(ApplyOutcome.Stale);
        }

        var stored = await blobs.ReadAsync<StoredPlan>(work.Plan, cancel);
        if (hub.Version != stored.HubVersion)
            return new AppliedCheck(ApplyOutcome.Stale);
        if (!await MayBeAppliedAsync(hub, work, stored, cancel))
            return new AppliedCheck(ApplyOutcome.Tripped);
        if (!stored.Plan.IsEmpty && !await BeginAsync(work, stored, cancel))
            return new AppliedCheck(ApplyOutcome.Stale);
        return new AppliedCheck(await application.WriteAsync(work, stored, lease, cancel) ? ApplyOutcome.Applied : ApplyOutcome.Stale);
    }

    // Held against the row inside the change: whoever slept past their lease since the hub was read would note a plan that is for a hub of before.
    private async Task<bool> BeginAsync(PlanToApply work, StoredPlan stored, CancellationToken cancel)
    {
        var hub = await hubs.ChangeAsync(
            work.Step.HubId,
            now => PlanApplication.IsNext(now, work, stored) ? now with { Begun = work } : now,
            cancel);
        return hub?.Version == stored.HubVersion && hub.Begun?.Plan == work.Plan;
    }

    // Held against the plan itself, whoever called: an approval of other people is none, and a plan that tripped needs one.
    private async Task<bool> MayBeAppliedAsync(Hub hub, PlanToApply work, StoredPlan stored, CancellationToken cancel)
    {
        if (!stored.Plan.MayApply(work.ApprovedLossDigest))
            return false;
        var approved = work.ApprovedBy is not null && work.ApprovedLossDigest == stored.Plan.LossDigest;
        var losses = new LossReservation(stored.Plan.PlanId, stored.Plan.Losses.Count, stored.GuardedMembers, hub.Rules.Guard.At(automation.Now), approved);
        return !(await ledger.ReserveAsync(hub.Id, losses, cancel)).Tripped;
    }
}
