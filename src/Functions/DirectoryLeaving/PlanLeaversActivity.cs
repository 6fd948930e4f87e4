using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Plans who leaves and who comes back.</summary>
public sealed class PlanLeaversActivity(LeaversPlans plans, TasksTable tasks)
{
    /// <summary>The plan, with a question where there is one.</summary>
    [Function(nameof(PlanLeaversActivity))]
    public async Task<PlannedLeavers> Run([ActivityTrigger] LeaversToPlan work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var stopped = work.Step.StopOf(await tasks.FindAsync(work.Step.TaskId, cancel));
        return stopped is null ? await plans.MakeAsync(cancel) : new PlannedLeavers(Trouble: new StepTrouble(stopped));
    }
}
