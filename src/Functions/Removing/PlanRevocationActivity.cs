using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Makes the task that takes the seats away of those whom Seatkeeper invited, where that was asked for and there is anybody. The removal runs it itself.</summary>
public sealed class PlanRevocationActivity(HubPointers pointers, TasksTable tasks, ProvisionedSeats seats, ChangeItems items, CheckBlobs blobs)
{
    /// <summary>The task's id; done again, the same task.</summary>
    [Function(nameof(PlanRevocationActivity))]
    public async Task<RevocationPlanned> Run([ActivityTrigger] AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        var task = await tasks.FindAsync(step.TaskId, cancel);
        if (task is null || step.StopOf(task) is not null)
            return new RevocationPlanned(Trouble: new StepTrouble(step.StopOf(task)));
        if (await pointers.FindAsync(step.HubId, cancel) is not { State: HubState.Removing } hub)
            return new RevocationPlanned(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is gone.")));

        var id = HubRemovals.RevocationOf(task.Id);
        // Beyond the point of no return the hub may have no account any more.
        if (hub.Removal?.FinalAt is not null)
            return new RevocationPlanned();
        if (await tasks.FindAsync(id, cancel) is null)
        {
            var wish = await blobs.ReadAsync<RemovalWish>(task.Wish ?? "", cancel);
            if (await seats.PlanAsync(hub, id, wish, cancel) is not { } plan)
                return new RevocationPlanned();
            // A plan that cannot take every seat would take some, and the hub would stay all the same.
            if (Hindered(plan) is { } refused)
                return new RevocationPlanned(Trouble: new StepTrouble(refused));
            await StartAsync(hub, task, id, plan, cancel);
        }

        // It takes the hub for itself.
        await pointers.LetGoAsync(hub.Id, task.Id, supersedes: false, free => free, cancel);
        return new RevocationPlanned(id);
    }

    private static Failure? Hindered(ChangePlan plan)
    {
        var kept = plan.Items.Where(item => item.Refused is not null).ToList();
        return kept.Select(item => item.Refused).OfType<Failure>().FirstOrDefault() is not { } first
            ? null
            : first with { Detail = $"The hub was not removed, and no seat was taken: {kept.Count} of {plan.Items.Count} members whom Seatkeeper invited would keep theirs, the first of them {kept[0].Label}. {first.Detail}".TrimEnd() };
    }

    private async Task StartAsync(Hub hub, AutomatedTask task, string id, ChangePlan plan, CancellationToken cancel)
    {
        // As any change is started: everybody's item is there before the task is.
        var reference = await blobs.WriteAsync(hub.Id, "wish", plan.Wish, cancel);
        await items.PutAsync(id, plan, cancel);
        var actor = new Caller(task.ActorId, task.ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false);
        await tasks.InsertAsync(new NewTask(id, AutomatedTaskType.RemoveMembers, task.Trigger, hub.Id, actor, nameof(ChangeMembersOrchestrator), Wish: reference, Items: plan.Items.Count), cancel);
    }
}
