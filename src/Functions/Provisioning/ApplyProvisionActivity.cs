using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>Writes a plan: who has a seat already, the grants, and who may do what in the hub. Killed anywhere in between, the next try writes the rest.</summary>
public sealed class ApplyProvisionActivity(ChangeTasks tasks, ProvisionPlans plans, ProvisionWriter writer, DirtyHubsTable hubs)
{
    /// <summary>Writes all of it, or the rest of it.</summary>
    [Function(nameof(ApplyProvisionActivity))]
    public async Task<AppliedProvision> Run([ActivityTrigger] ProvisionToDo work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        // What was begun is written, also where a person stops the run meanwhile.
        var (taken, trouble) = await tasks.TakeAsync(work.Step with { IsClosing = true }, cancel);
        if (taken is null)
            return new AppliedProvision(Trouble: trouble);
        var stored = await plans.ReadAsync(work.Plan, cancel);
        if (!stored.Plan.IsEmpty)
            await writer.WriteAsync(work.Step.HubId, stored, cancel);
        await writer.ForgetEndedAsync(stored, cancel);
        return new AppliedProvision((await hubs.FindAsync(work.Step.HubId, cancel))?.Version == stored.Version);
    }
}
