using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Takes the hub, makes the one plan of a change, and counts its losses before any of them happens.</summary>
public sealed class PlanChangesActivity(ChangePlans plans, ChangeItems items, ChangeTasks tasks, GuardLedgerTable ledger, CheckBlobs blobs)
{
    /// <summary>The plan's reference, and whether a person has to look at it first.</summary>
    [Function(nameof(PlanChangesActivity))]
    public async Task<PlannedChanges> Run([ActivityTrigger] ChangesToPlan work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (taken, trouble) = await tasks.TakeAsync(work.Step, cancel);
        if (taken is null)
            return new PlannedChanges(Trouble: trouble);
        var (hub, task) = (taken.Hub, taken.Task);
        if (task.Wish is null)
            return new PlannedChanges(Trouble: new StepTrouble(new Failure(FailureKind.Unexpected, Detail: "The task does not say what is wished.")));

        var wish = await blobs.ReadAsync<ChangeWish>(task.Wish, cancel);
        var plan = await plans.MakeAsync(hub, task.Id, task.RetryOf is null ? wish : await RestAsync(task.Id, wish, cancel), cancel);
        var reference = await blobs.WriteAsync(hub.Id, "changes", plan, cancel);
        await items.PutAsync(task.Id, plan, cancel);

        var planned = new PlannedChanges(reference, plan.Digest, plan.LossDigest, plan.Losses.Count, plan.ToDo().Count, HasCanary(plan), HubOnly: !plan.NeedsList);
        var isApproved = work.ApprovedLossDigest == plan.LossDigest;
        var losses = new LossReservation(plan.PlanId, plan.Losses.Count, plan.GuardedMembers, hub.Rules.Guard.At(tasks.Now), isApproved);
        var verdict = await ledger.ReserveAsync(hub.Id, losses, cancel);
        if (verdict.Tripped)
            return planned with { Tripped = true, Approval = await blobs.WriteAsync(hub.Id, "approval", ApprovalQuestions.Of(plan.Digest, verdict, plan.Losses), cancel) };
        await tasks.MarkAsync(new TaskMark(task.Id, work.Step.ExecutionId, AutomatedTaskStatus.InProgress, Progress(plan), PlanDigest: plan.Digest) { Seats = plan.Seats.Needed > 0 ? plan.Seats : null }, cancel);
        return planned;
    }

    // A retry has the items of those who did not succeed, and is for nobody else.
    private async Task<ChangeWish> RestAsync(string taskId, ChangeWish wish, CancellationToken cancel)
    {
        var rest = await items.LoadAsync(taskId, cancel);
        return wish with { People = [.. wish.People.Where(person => rest.ContainsKey(person.ItemId))] };
    }

    private static bool HasCanary(ChangePlan plan) => plan.Wish.Action == ChangeAction.Remove && plan.ToDo().Count > 1;

    private static string Progress(ChangePlan plan) => plan.Wish.Action == ChangeAction.Invite ? $"Invites: {plan.Seats.Sentence}" : $"Changes {plan.ToDo().Count} members";
}
