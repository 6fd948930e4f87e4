using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>Brings a hub in step with its teams and groups. A hub has one such run that takes up changes; what follows in the app is tasks of their own.</summary>
public static class ProvisionHubOrchestrator
{
    // Bounds of loops that end by themselves, so that no history grows without end.
    private const int MostRounds = 40;
    private const int MostWaits = 40;

    // How often it is planned anew because something changed, before what stands by then is started all the same.
    private const int MostAnew = 5;

    /// <summary>Runs once.</summary>
    [Function(nameof(ProvisionHubOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        var steps = new PatientSteps(context, new DecisionWait(context, new TaskReference(step.TaskId, step.HubId)));
        var started = new List<string>();
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () =>
            {
                // First the grants, until nothing changes any more; then what follows in the app is waited for.
                var stopped = await ProvisionAsync(steps, step, started) ?? await AwaitAsync(steps, step, started);
                await FinishAsync(context, new ProvisionEnd(step, started, stopped));
            },
            failure => FinishAsync(context, new ProvisionEnd(step, started, failure)));
    }

    private static async Task<Failure?> ProvisionAsync(PatientSteps steps, AutomationStep step, List<string> started)
    {
        for (var (round, anew) = (0, 0); round < MostRounds;)
        {
            // Once the hub is free, and a check that was cut short is written to its end: what all its teams and groups come to now.
            var (finished, unfinished) = await steps.RunAsync<FinishedPlan>(nameof(FinishBegunPlanActivity), new PlanToFinish(step));
            if (finished is null)
                return unfinished ?? new Failure(FailureKind.Unexpected);
            var (planned, unplanned) = await steps.RunAsync<PlannedProvision>(nameof(PlanProvisionActivity), new ProvisionToPlan(step));
            if (planned is null)
                return unplanned ?? new Failure(FailureKind.Unexpected);

            // The grants are written. Where something changed meanwhile, the net effect is that of both; but changes that come one after
            // the other hold up nobody for good: what is started is held against the grants of that moment, and the rest is the next round's.
            var (applied, unapplied) = await steps.RunAsync<AppliedProvision>(nameof(ApplyProvisionActivity), new ProvisionToDo(step, planned.Plan));
            if (applied is null)
                return unapplied ?? new Failure(FailureKind.Unexpected);
            if (!applied.IsCurrent && ++anew < MostAnew)
                continue;
            (round, anew) = (round + 1, 0);

            // Who is to be invited, to have another role, or to go: one task for each of these, with the rules and the guard of any other.
            var (effects, unstarted) = await steps.RunAsync<StartedEffects>(nameof(StartEffectsActivity), new ProvisionToDo(step, planned.Plan));
            if (effects is null)
                return unstarted ?? new Failure(FailureKind.Unexpected);
            started.AddRange(effects.TaskIds);
            if (effects.IsCurrent)
                return null;
        }

        return new Failure(FailureKind.ConcurrentChange, Detail: "The hub's teams changed again and again; the rest is for the next run.");
    }

    private static async Task<Failure?> AwaitAsync(PatientSteps steps, AutomationStep step, List<string> started)
    {
        for (var wait = 0; wait < MostWaits && started.Count > 0; wait++)
        {
            var (awaited, failure) = await steps.RunAsync<AwaitedEffects>(nameof(AwaitEffectsActivity), new EffectsToAwait(step, started));
            if (awaited is not null)
                return null;
            if (failure is not { Kind: FailureKind.DeadlineExceeded })
                return failure;
        }

        return null;
    }

    private static Task FinishAsync(TaskOrchestrationContext context, ProvisionEnd end) =>
        context.CallActivityAsync<ProvisionDone>(nameof(FinishProvisionActivity), end, RetryPolicies.Activity);
}
