using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Connects a hub to the one workspace of the app that it will ever touch, then runs its first check.</summary>
public static class ConnectHubOrchestrator
{
    /// <summary>Runs one connection.</summary>
    [Function(nameof(ConnectHubOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () => await FinishAsync(context, await ConnectAsync(context, step)),
            failure => FinishAsync(context, new ConnectionEnd(step, AutomatedTaskStatus.Failed, failure)));
    }

    private static async Task<ConnectionEnd> ConnectAsync(TaskOrchestrationContext context, AutomationStep step)
    {
        var wait = new DecisionWait(context, new TaskReference(step.TaskId, step.HubId));
        var steps = new PatientSteps(context, wait);

        // Sign in; see who that is, with which role, and which workspace is open. The site may want a person first.
        var (verified, unverified) = await new PersonQuestions(context, wait).RunAsync<ConnectionVerified>(steps, nameof(VerifyConnectionActivity), step, step);
        if (verified?.Connection is not { } connection)
            return Ended(step, unverified);

        // Pin the workspace, unless another hub has it, and save the hub as connected.
        var (saved, unsaved) = await steps.RunAsync<ConnectionSaved>(nameof(SaveConnectedHubActivity), new ConnectionToSave(step, connection));
        if (saved is null)
            return Ended(step, unsaved);

        // The first check has its own row; the connection stands whatever comes of it.
        var first = new CheckToRun(saved.FirstCheckId, step.HubId, step.TaskId);
        var check = await context.CallSubOrchestratorAsync<RunEnd>(nameof(CheckForUpdatesOrchestrator), first, new SubOrchestrationOptions(retry: null, first.TaskId));
        return check.Status == AutomatedTaskStatus.Completed
            ? new ConnectionEnd(step, AutomatedTaskStatus.Completed)
            : new ConnectionEnd(step, AutomatedTaskStatus.CompletedWithErrors, check.Failure);
    }

    private static Task FinishAsync(TaskOrchestrationContext context, ConnectionEnd end) =>
        context.CallActivityAsync(nameof(FinishConnectingActivity), end, RetryPolicies.Activity);

    private static ConnectionEnd Ended(AutomationStep step, Failure? failure) => new(
        step,
        failure?.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed,
        failure ?? new Failure(FailureKind.Unexpected));
}
