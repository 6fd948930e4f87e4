using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Replacing;

/// <summary>Gives a hub another automation account. The old one works until the new one has proved itself, and is free afterwards; where anything fails it is the other way round.</summary>
public static class ReplaceAutomationAccountOrchestrator
{
    /// <summary>Runs one replacement.</summary>
    [Function(nameof(ReplaceAutomationAccountOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () => await FinishAsync(context, new ReplacementEnd(step, await ReplaceAsync(context, step))),
            failure => FinishAsync(context, new ReplacementEnd(step, failure)));
    }

    private static async Task<Failure?> ReplaceAsync(TaskOrchestrationContext context, AutomationStep step)
    {
        var steps = new PatientSteps(context, new DecisionWait(context, new TaskReference(step.TaskId, step.HubId)));

        // Once the hub is free: nobody else can take the new account any more, and it signs in.
        var (verified, unverified) = await steps.RunAsync<ReplacementVerified>(nameof(VerifyReplacementActivity), step);
        if (verified?.Connection is not { } connection)
            return unverified ?? new Failure(FailureKind.Unexpected);

        // One write of the hub decides.
        var (made, unmade) = await steps.RunAsync<ReplacementMade>(nameof(SwitchAutomationAccountActivity), new ReplacementToMake(step, verified.AccountId, connection));
        return made is null ? unmade ?? new Failure(FailureKind.Unexpected) : null;
    }

    // Whichever account the hub does not name is free again, the row is closed, and after a success everybody is read by the new account.
    private static Task FinishAsync(TaskOrchestrationContext context, ReplacementEnd end) =>
        context.CallActivityAsync(nameof(FinishReplacementActivity), end, RetryPolicies.Activity);
}
