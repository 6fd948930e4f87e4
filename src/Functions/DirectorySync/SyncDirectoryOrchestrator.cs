using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.DirectoryLeaving;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Brings people in step with Microsoft Entra, then its groups. Who is out there leaves by a plan of its own, with the guard before it.</summary>
public static class SyncDirectoryOrchestrator
{
    private const int MostPlans = 5;
    private static readonly TimeSpan openFor = TimeSpan.FromDays(7);

    /// <summary>Runs once.</summary>
    [Function(nameof(SyncDirectoryOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), "");
        var wait = new DecisionWait(context, new TaskReference(step.TaskId, null));
        var steps = new PatientSteps(context, wait);
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () => await FinishAsync(context, new SyncEnd(step, await SyncAsync(context, steps, wait, step))),
            failure => FinishAsync(context, new SyncEnd(step, failure)));
    }

    private static async Task<Failure?> SyncAsync(TaskOrchestrationContext context, PatientSteps steps, DecisionWait wait, AutomationStep step)
    {
        // What Graph tells of people is written as it is read; nobody leaves by it.
        var (read, unread) = await steps.RunAsync<DirectoryRead>(nameof(ReadDirectoryActivity), new DirectoryToRead(step));
        if (read is null)
            return unread ?? new Failure(FailureKind.Unexpected);
        await ReportAsync(context, step, $"People: {read.Counts}");

        // Who is out leaves by that alone, and who is back is back: unless a person has to be asked, it waits for no trouble with groups.
        var hasLeft = read.LeavesFirst && await TryLeaveAsync(steps, step);

        // Then the groups that hubs are mapped to, by what changed since the last time.
        var (_, uncaught) = await steps.RunAsync<CaughtUpGroups>(nameof(CatchUpGroupsActivity), new GroupsToCatchUp(step));
        return (hasLeft ? null : await LeaveAsync(context, steps, wait, step)) ?? uncaught;
    }

    private static async Task<bool> TryLeaveAsync(PatientSteps steps, AutomationStep step)
    {
        var (planned, _) = await steps.RunAsync<PlannedLeavers>(nameof(PlanLeaversActivity), new LeaversToPlan(step));
        if (planned is null or { Question: not null, Returns: null })
            return false;
        var (applied, _) = await steps.RunAsync<AppliedLeavers>(nameof(ApplyLeaversActivity), new LeaversToApply(step, planned.Returns ?? planned.Plan));
        return applied is { IsTripped: false } && planned.Question is null;
    }

    private static async Task<Failure?> LeaveAsync(TaskOrchestrationContext context, PatientSteps steps, DecisionWait wait, AutomationStep step)
    {
        for (var plans = 0; plans < MostPlans; plans++)
        {
            var (planned, unplanned) = await steps.RunAsync<PlannedLeavers>(nameof(PlanLeaversActivity), new LeaversToPlan(step));
            if (planned is null)
                return unplanned ?? new Failure(FailureKind.Unexpected);
            var work = new LeaversToApply(step, planned.Plan);

            // More would leave than usual: a person looks at the list first.
            if (planned.Question is { } approval)
            {
                var deadline = planned.Deadline ?? new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero) + openFor;
                var asked = await context.CallActivityAsync<string?>(nameof(AskAboutLeaversActivity), new LeaversQuestion(step, planned.Digest, approval, planned.Leavers, deadline) { Plan = planned.Plan }, RetryPolicies.Activity);
                if (asked is not null)
                {
                    await ReportAsync(context, step, $"Who would leave is asked about already: {asked}");
                    return null;
                }

                var decision = await wait.UntilAsync(deadline);
                if (decision.Kind is not (DecisionKind.Approved or DecisionKind.Rejected))
                    return decision.Kind == DecisionKind.Cancelled ? PatientSteps.CancelledBy(decision) : new Failure(FailureKind.GuardTripped, Detail: "Nobody answered in time.");
                await ReportAsync(context, step, $"{decision.Kind} by {decision.ByName}");
                work = work with { Approved = decision.Kind == DecisionKind.Approved && decision.PlanDigest == planned.Digest, RefusedBy = decision.Kind == DecisionKind.Rejected ? decision.ByName ?? "a person" : null };
            }

            var (applied, unapplied) = await steps.RunAsync<AppliedLeavers>(nameof(ApplyLeaversActivity), work);
            if (applied is null)
                return unapplied ?? new Failure(FailureKind.Unexpected);
            if (!applied.IsTripped)
                return null;
        }

        return new Failure(FailureKind.ConcurrentChange, Detail: "Who is out in the directory changed again and again.");
    }

    private static Task ReportAsync(TaskOrchestrationContext context, AutomationStep step, string progress) =>
        context.CallActivityAsync<bool>(nameof(MarkTaskActivity), new TaskMark(step.TaskId, step.ExecutionId, AutomatedTaskStatus.InProgress, progress), RetryPolicies.Activity);

    private static Task FinishAsync(TaskOrchestrationContext context, SyncEnd end) => context.CallActivityAsync(nameof(FinishSyncActivity), end, RetryPolicies.Activity);
}
