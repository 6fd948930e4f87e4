using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;

namespace Seatkeeper.Functions.Applying;

/// <summary>Writes the rest of a plan whose writing was begun, before anything is decided by what is stored: half of it would be missing.</summary>
public sealed class FinishBegunPlanActivity(ChangeTasks tasks, HubAutomation automation, PlanApplication application)
{
    /// <summary>Takes the hub, and writes the rest under the lease. Where nothing was begun, only the hub is taken.</summary>
    [Function(nameof(FinishBegunPlanActivity))]
    public async Task<FinishedPlan> Run([ActivityTrigger] PlanToFinish work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (taken, trouble) = await tasks.TakeAsync(work.Step, cancel);
        if (taken is null)
            return new FinishedPlan(trouble);
        if (taken.Hub.Begun is not { } begun)
            return new FinishedPlan();
        var (finished, held) = await automation.WithLeaseAsync(taken.Hub, work.Step, async (lease, stop) =>
        {
            await application.FinishAsync(begun, lease, stop);
            return new FinishedPlan();
        }, cancel);
        return finished ?? new FinishedPlan(held);
    }
}

/// <summary>The hub whose begun plan is to be finished.</summary>
public sealed record PlanToFinish(AutomationStep Step);

/// <summary>Whether nothing is half written any more.</summary>
/// <param name="Trouble">Why not.</param>
public sealed record FinishedPlan(StepTrouble? Trouble = null) : IStepResult;
