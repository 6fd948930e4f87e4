using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Matching;

/// <summary>Matches members to people by hand. Nothing is changed in the app; the hub is taken, so that nobody is matched twice and no check looks on half-way.</summary>
public static class MatchMembersOrchestrator
{
    /// <summary>Runs one task of matches.</summary>
    [Function(nameof(MatchMembersOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        var steps = new PatientSteps(context, new DecisionWait(context, new TaskReference(step.TaskId, step.HubId)));
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () =>
            {
                // Once the hub is free, and a plan whose writing was begun is written: each member by itself, then the hub is let go and the row closed.
                var (finished, unfinished) = await steps.RunAsync<FinishedPlan>(nameof(FinishBegunPlanActivity), new PlanToFinish(step));
                var (made, stopped) = finished is null ? (null, unfinished) : await steps.RunAsync<MadeMatches>(nameof(MatchMembersActivity), new MatchesToMake(step));
                await FinishAsync(context, new MatchesEnd(step, made is null ? stopped ?? new Failure(FailureKind.Unexpected) : null));
            },
            failure => FinishAsync(context, new MatchesEnd(step, failure)));
    }

    private static Task FinishAsync(TaskOrchestrationContext context, MatchesEnd end) => context.CallActivityAsync(nameof(FinishMatchingActivity), end, RetryPolicies.Activity);
}
