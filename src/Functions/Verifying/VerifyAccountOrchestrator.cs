using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Verifying;

/// <summary>Signs in once with a person's own account.</summary>
public static class VerifyAccountOrchestrator
{
    /// <summary>Runs one verification.</summary>
    [Function(nameof(VerifyAccountOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AccountStep(task.TaskId, context.NewGuid().ToString("N"), AccountTasks.AccountOf(task.TaskId));
        var steps = new PatientSteps(context, new DecisionWait(context, task));
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () =>
            {
                var (_, failure) = await steps.RunAsync<VerifiedAccount>(nameof(VerifyAccountActivity), step);
                await FinishAsync(context, new AccountTaskEnd(step, failure));
            },
            failure => FinishAsync(context, new AccountTaskEnd(step, failure)));
    }

    private static Task FinishAsync(TaskOrchestrationContext context, AccountTaskEnd end) => context.CallActivityAsync(nameof(FinishAccountTaskActivity), end, RetryPolicies.Activity);
}
