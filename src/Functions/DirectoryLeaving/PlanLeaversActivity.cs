using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Plans who leaves and who comes back.</summary>
public sealed class PlanLeaversActivity(LeaversPlans plans, DirectorySyncs syncs, TasksTable tasks)
{
    /// <summary>The plan, with a question where there is one.</summary>
    [Function(nameof(PlanLeaversActivity))]
    public async Task<PlannedLeavers> Run([ActivityTrigger] LeaversToPlan work, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (work.Step.StopOf(await tasks.FindAsync(work.Step.TaskId, cancel)) is { } stopped)
            return new PlannedLeavers(Trouble: new StepTrouble(stopped));
        var planned = await plans.MakeAsync(work.Step.TaskId, cancel);

        // Whoever was asked about is there again, every one of them.
        if (planned is { Trouble: null, Leavers: 0 })
            await syncs.CloseQuestionAsync(work.Step.TaskId, client, cancel);
        return planned;
    }
}
