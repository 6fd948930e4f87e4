using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Makes the one plan of a check, and keeps it where nothing changes it.</summary>
public sealed class PlanReconcileActivity(HubsTable hubs, CheckSources sources, CheckBlobs blobs, PlanApplication application, HubAutomation automation)
{
    /// <summary>The plan's reference, and what the guard says about it.</summary>
    [Function(nameof(PlanReconcileActivity))]
    public async Task<PlannedCheck> Run([ActivityTrigger] SnapshotToPlan work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var hubId = work.Step.HubId;

        // The hub first: whatever is applied after this moment raises its version, and makes the plan stale.
        var hub = await hubs.GetAsync(hubId, cancel);
        if (hub is { Begun: not null })
        {
            if (await FinishBegunAsync(hub, work.Step, cancel) is { } trouble)
                return new PlannedCheck(Trouble: trouble);
            hub = await hubs.GetAsync(hubId, cancel);
        }

        if (hub is null)
            return new PlannedCheck(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is gone.")));
        var snapshot = blobs.ReadAsync<MemberSnapshot>(work.Snapshot, cancel);
        var source = await sources.ReadAsync(hubId, cancel);
        var input = new ReconcileInput(
            PlanId(work), hubId, await snapshot, source.Stored, source.People, source.HubRoles, hub.Rules.Guard.At(source.History.Now), source.History)
        {
            EndsChange = work.Changes is not null,
            Connected = source.Connected,
            PaidBefore = hub.PaidSeats,
        };
        try
        {
            return await WriteAsync(work, Envelope(Reconciler.Plan(input), input, hub.Version, work.Snapshot), cancel);
        }
        catch (AppFailureException e)
        {
            return new PlannedCheck(Trouble: new StepTrouble(e.Failure));
        }
    }

    private async Task<PlannedCheck> WriteAsync(SnapshotToPlan work, StoredPlan stored, CancellationToken cancel)
    {
        // What a task changed was guarded before; what else is missing is left to the next check, which asks.
        if (work.Changes is { } changes && stored.Plan.Verdict.Tripped)
            stored = stored with { Plan = stored.Plan.Only((await blobs.ReadAsync<ChangePlan>(changes, cancel)).Addresses()), IsPart = true };
        var plan = stored.Plan;
        var reference = await blobs.WriteAsync(work.Step.HubId, "plan", stored, cancel);
        var approval = plan.Verdict.Tripped ? await blobs.WriteAsync(work.Step.HubId, "approval", ApprovalQuestions.Of(plan.Digest, plan.Verdict, plan.Losses), cancel) : "";
        return new PlannedCheck(reference, plan.Digest, plan.LossDigest, plan.Losses.Count, plan.Verdict.Tripped, Approval: approval);
    }

    // An earlier check may have ended in the middle of its writing: planned on top of that, what it had written would be told by nobody.
    private async Task<StepTrouble?> FinishBegunAsync(Hub hub, AutomationStep step, CancellationToken cancel)
    {
        var (_, trouble) = await automation.WithLeaseAsync(
            hub,
            step,
            async (lease, stop) =>
            {
                // Looked at again under the lease: whoever held it until now may have finished it.
                if (await hubs.GetAsync(step.HubId, stop) is { Begun: { } begun })
                    await application.FinishAsync(begun, lease, stop);
                return step;
            },
            cancel);
        return trouble;
    }

    // The same snapshot for the same task is the same plan, so that ids made of it are the same in every try of this step.
    private static string PlanId(SnapshotToPlan work) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{work.Step.TaskId}\n{work.Snapshot}")).AsSpan(0, 16));

    private static StoredPlan Envelope(ReconcilePlan plan, ReconcileInput input, int hubVersion, string snapshot)
    {
        var guarded = input.Stored.Count(member => member.IsPresent && member.Decision.Status != MemberStatus.Exempted);
        var matched = plan.Changes.Select(change => change.Decision?.UserId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = input.People.Where(person => matched.Contains(person.Id)).ToDictionary(person => person.Id, person => person.Name, StringComparer.Ordinal);
        return new StoredPlan(plan, hubVersion, guarded, names, snapshot);
    }
}
