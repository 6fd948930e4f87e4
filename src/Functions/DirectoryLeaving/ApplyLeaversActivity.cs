using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>Lets people leave and come back as planned, and tells the hubs. Killed anywhere in between, the next try does the rest.</summary>
public sealed class ApplyLeaversActivity(LeaversPlans plans, LeaversWriter writer, DirectoryNews news, Returners returners, TasksTable tasks)
{
    /// <summary>All of the plan, or nothing where the guard trips by now.</summary>
    [Function(nameof(ApplyLeaversActivity))]
    public async Task<AppliedLeavers> Run([ActivityTrigger] LeaversToApply work, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var task = await tasks.FindAsync(work.Step.TaskId, cancel);
        var stopped = work.Step.StopOf(task);
        if (task is null || stopped is not null)
            return new AppliedLeavers(Trouble: new StepTrouble(stopped));

        var plan = await plans.ReadAsync(work.Plan, cancel);
        if (work.RefusedBy is { } name)
        {
            foreach (var id in plan.Leaving)
                await writer.KeepAsync(task, id, name, cancel);
        }
        else if (plan.Leaving.Count > 0 && !await plans.TryReserveAsync(plan, work.Approved, cancel))
        {
            return new AppliedLeavers(IsTripped: true);
        }
        else
        {
            var left = 0;
            foreach (var id in plan.Leaving)
                left += await writer.LeaveAsync(task, id, client, cancel) ? 1 : 0;
            await plans.SettleAsync(plan, left, cancel);
        }

        await returners.ReturnAsync(task, plan, client, cancel);
        if (work.RefusedBy is null)
            await news.TellAsync(plan.Leaving, client, cancel);
        return new AppliedLeavers();
    }
}
