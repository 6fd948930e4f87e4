using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>Takes the hub, and plans what its teams and groups come to. The hub's row names the plan before anything of it is written.</summary>
public sealed class PlanProvisionActivity(ChangeTasks tasks, TasksTable rows, DirtyHubsTable hubs, ProvisionPlans plans, PastChanges past)
{
    /// <summary>The plan's reference.</summary>
    [Function(nameof(PlanProvisionActivity))]
    public async Task<PlannedProvision> Run([ActivityTrigger] ProvisionToPlan work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (hubId, taskId) = (work.Step.HubId, work.Step.TaskId);
        var (taken, trouble) = await tasks.TakeAsync(work.Step, cancel);
        if (taken is null)
            return new PlannedProvision(Trouble: trouble);
        if (taken.Hub.State == HubState.Removing)
            return Stopped("The hub is being removed.");
        if (await hubs.ChangeAsync(hubId, hub => TakeUpAsync(hub, taskId, cancel), cancel) is not { } mine)
            return Stopped("Another run takes up the hub's changes.");

        var plan = await plans.MakeAsync(mine, taskId, await past.ReadAsync(mine, cancel), cancel);
        var named = await hubs.ChangeAsync(hubId, hub => Task.FromResult(hub.TaskId == taskId ? hub with { Begun = plan } : null), cancel);
        if (named is not null)
            await rows.ChangeAsync(taskId, task => task.IsEnded || task.Plan == plan ? null : task with { Plan = plan }, cancel);
        return named is null ? Stopped("Another run takes up the hub's changes.") : new PlannedProvision(plan);
    }

    private static PlannedProvision Stopped(string why) => new(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: why)));

    private async Task<DirtyHub?> TakeUpAsync(DirtyHub hub, string taskId, CancellationToken cancel)
    {
        if (hub.TaskId is { } other && other != taskId && await rows.FindAsync(other, cancel) is not { IsEnded: true })
            return null;
        return hub.TaskId == taskId ? hub : hub with { TaskId = taskId, IsMarkedSinceStop = false };
    }
}
