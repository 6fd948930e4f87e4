using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Removes a hub. Up to its last step it can be stopped, and the hub is then as it was; the last step is finished whatever happens.</summary>
public static class RemoveHubOrchestrator
{
    /// <summary>Runs one removal.</summary>
    [Function(nameof(RemoveHubOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () =>
            {
                if (await RemoveAsync(context, step) is { } failure)
                    await EndAsync(context, step, failure);
            },
            failure => EndAsync(context, step, failure));
    }

    private static async Task<Failure?> RemoveAsync(TaskOrchestrationContext context, AutomationStep step)
    {
        var wait = new DecisionWait(context, new TaskReference(step.TaskId, step.HubId));
        var steps = new PatientSteps(context, wait);

        // From here on nobody else changes the hub.
        var (begun, unbegun) = await steps.RunAsync<RemovalBegun>(nameof(BeginRemovalActivity), step);
        if (begun is null)
            return Or(unbegun);

        // What is at work ends at its next safe point; what waits is cancelled.
        var (stopped, unstopped) = await steps.RunAsync<TasksStopped>(nameof(StopHubTasksActivity), step);
        if (stopped is null)
            return Or(unstopped);

        // Seats first, where that was asked for: guarded, and with a person's approval where the guard wants one.
        if (await RevokeAsync(context, steps, step) is { } left)
            return left;

        // No way back from here: account, identifier, workspace, people, and last the hub itself.
        var closing = new PatientSteps(context, wait, isClosing: true);
        var (gone, notGone) = await closing.RunAsync<HubGone>(nameof(FinishRemovalActivity), step with { IsClosing = true });
        return gone is null ? Or(notGone) : null;
    }

    private static async Task<Failure?> RevokeAsync(TaskOrchestrationContext context, PatientSteps steps, AutomationStep step)
    {
        var (planned, unplanned) = await steps.RunAsync<RevocationPlanned>(nameof(PlanRevocationActivity), step);
        if (planned is null)
            return Or(unplanned);
        if (planned.TaskId.Length == 0)
            return null;
        await TakeSeatsAsync(context, new TaskReference(planned.TaskId, step.HubId));
        var (judged, unjudged) = await steps.RunAsync<RevocationJudged>(nameof(JudgeRevocationActivity), new RevocationToJudge(step, planned.TaskId));
        return judged is null ? Or(unjudged) : judged.Left;
    }

    // One that failed loudly has closed its row before, and what that says is judged like any other.
    private static async Task<bool> TakeSeatsAsync(TaskOrchestrationContext context, TaskReference revocation)
    {
        try
        {
            await context.CallSubOrchestratorAsync(nameof(ChangeMembersOrchestrator), revocation, new SubOrchestrationOptions(retry: null, revocation.TaskId));
            return true;
        }
        catch (TaskFailedException)
        {
            return false;
        }
    }

    private static Failure Or(Failure? failure) => failure ?? new Failure(FailureKind.Unexpected);

    private static Task EndAsync(TaskOrchestrationContext context, AutomationStep step, Failure failure) => context.CallActivityAsync(
        nameof(EndRemovalActivity),
        new RemovalEnd(step, failure.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed, failure),
        RetryPolicies.Activity);
}
