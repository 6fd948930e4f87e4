using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Verifying;

namespace Seatkeeper.Functions.Protecting;

/// <summary>Changes the password, then turns two-factor authentication on; after each, a sign-in finds out what is in force.</summary>
public static class ProtectAccountOrchestrator
{
    /// <summary>Runs one protection.</summary>
    [Function(nameof(ProtectAccountOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AccountStep(task.TaskId, context.NewGuid().ToString("N"), AccountTasks.AccountOf(task.TaskId));
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () => await FinishAsync(context, new AccountTaskEnd(step, await ProtectAsync(context, task, step))),
            failure => FinishAsync(context, new AccountTaskEnd(step, failure)));
    }

    private static async Task<Failure?> ProtectAsync(TaskOrchestrationContext context, TaskReference task, AccountStep step)
    {
        var wait = new DecisionWait(context, task);
        var steps = new PatientSteps(context, wait);
        var closing = new PatientSteps(context, wait, isClosing: true);

        // What an earlier protection left open comes first.
        var (_, open) = await steps.RunAsync<SettledCredentials>(nameof(SettleCredentialsActivity), step);
        if (open is not null)
            return open;
        foreach (var change in new[] { nameof(ChangePasswordActivity), nameof(TurnOnTwoFactorActivity) })
        {
            var (_, failure) = await steps.RunAsync<SentChange>(change, step);
            // Whatever is said to have come of it, a sign-in finds out; a wish to stop comes too late for that.
            var (settled, unsettled) = await closing.RunAsync<SettledCredentials>(nameof(SettleCredentialsActivity), step with { IsClosing = true });
            if ((unsettled ?? failure) is { } stopped)
                return stopped;
            if (settled is { Settlement: Settlement.Dropped })
                return ProtectionItems.NotApplied;
        }

        return null;
    }

    private static Task FinishAsync(TaskOrchestrationContext context, AccountTaskEnd end) => context.CallActivityAsync(nameof(FinishAccountTaskActivity), end, RetryPolicies.Activity);
}
