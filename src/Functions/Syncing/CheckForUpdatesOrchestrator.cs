using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Imports a hub's users and roles from the app, and matches them to people.</summary>
public static class CheckForUpdatesOrchestrator
{
    // Every round is a whole read; whoever needs more of them is better off with the next check.
    private const int MostRounds = 20;

    /// <summary>Runs one check.</summary>
    [Function(nameof(CheckForUpdatesOrchestrator))]
    public static async Task<RunEnd> Run([OrchestrationTrigger] TaskOrchestrationContext context, CheckToRun check)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(check);
        var step = new AutomationStep(check.TaskId, context.NewGuid().ToString("N"), check.HubId);

        // The first check is part of a connection: its row is made here, so that row and instance cannot be apart.
        if (check.ConnectTaskId is not null)
            await context.CallActivityAsync(nameof(RecordFirstCheckActivity), check, RetryPolicies.Activity);

        return await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () => await FinishAsync(context, await CheckAsync(context, step)),
            failure => FinishAsync(context, new RunEnd(step, AutomatedTaskStatus.Failed, failure)),
            new RunEnd(step, AutomatedTaskStatus.Cancelled, HubPointers.Superseded));
    }

    private static async Task<RunEnd> CheckAsync(TaskOrchestrationContext context, AutomationStep step)
    {
        var wait = new DecisionWait(context, new TaskReference(step.TaskId, step.HubId));
        var steps = new PatientSteps(context, wait);
        var person = new PersonQuestions(context, wait);
        Approval? approval = null;
        for (var round = 0; round < MostRounds; round++)
        {
            // Everybody, confirmed and pending. The site may want a person first, who then starts the read again.
            var (read, unread) = await steps.RunAsync<AppMembersRead>(nameof(ReadAppMembersActivity), step);
            if (read is null)
            {
                var failure = unread ?? new Failure(FailureKind.Unexpected);
                if (!PersonQuestions.NeedsAnswer(failure))
                    return Ended(step, failure);
                if (await person.AskForHelpAsync(step, failure) is { } unanswered)
                    return unanswered;
                continue;
            }

            // One immutable plan of what would change.
            var (plan, unplanned) = await steps.RunAsync<PlannedCheck>(nameof(PlanReconcileActivity), new SnapshotToPlan(step, read.Snapshot));
            if (plan is null)
                return Ended(step, unplanned);

            // Too many would go: a person looks at the list. Time passes meanwhile, so after a yes everything is read again, and
            // the yes holds only for the same people.
            if (plan.Tripped && plan.LossDigest != approval?.LossDigest)
            {
                var (approved, refused) = await person.AskForApprovalAsync(step, plan.ToApprove());
                if (refused is not null)
                    return refused;
                approval = approved;
                continue;
            }

            // A yes is a yes to this list of people, and goes no further.
            var yes = approval is not null && approval.LossDigest == plan.LossDigest ? approval : null;

            // All of it or, where somebody else wrote meanwhile, nothing; then from the start.
            var (applied, unapplied) = await steps.RunAsync<AppliedCheck>(nameof(ApplyReconcileActivity), new PlanToApply(step, plan.Plan, yes?.ByName, yes?.LossDigest));
            if (applied is null)
                return Ended(step, unapplied);
            if (applied.Outcome == ApplyOutcome.Applied)
                return new RunEnd(step, AutomatedTaskStatus.Completed);
        }

        return Ended(step, new Failure(FailureKind.ConcurrentChange, Detail: "The members changed again before each plan could be applied."));
    }

    private static async Task<RunEnd> FinishAsync(TaskOrchestrationContext context, RunEnd end)
    {
        // The row is closed, the pointer is free, and a check that still waited for an answer is told that it need not.
        var superseded = await context.CallActivityAsync<string?>(nameof(FinishCheckActivity), end, RetryPolicies.Activity);
        if (superseded is not null)
            context.SendEvent(superseded, TaskEvents.Wake, "");
        return end;
    }

    private static RunEnd Ended(AutomationStep step, Failure? failure) => new(
        step,
        failure?.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed,
        failure ?? new Failure(FailureKind.Unexpected));
}
