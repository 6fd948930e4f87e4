using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Probing;

/// <summary>Compares the app's pages with the page map. It changes nothing, and so takes the workspace's lease only: the hub's other tasks take turns with it.</summary>
public static class ProbeHubOrchestrator
{
    /// <summary>Runs one probe.</summary>
    [Function(nameof(ProbeHubOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        var wait = new DecisionWait(context, new TaskReference(step.TaskId, step.HubId));
        var (steps, person) = (new PatientSteps(context, wait), new PersonQuestions(context, wait));
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () =>
            {
                // Look at every page, where the site wants it after a person helped; then say what was found, and whether that verifies the map.
                var (probed, failure) = await person.RunAsync<ProbedPages>(steps, nameof(ProbePagesActivity), step, new PagesToProbe(step));
                await FinishAsync(context, new ProbeEnd(step, probed?.Report, probed is null ? failure ?? new Failure(FailureKind.Unexpected) : null));
            },
            failure => FinishAsync(context, new ProbeEnd(step, Failure: failure)));
    }

    private static Task FinishAsync(TaskOrchestrationContext context, ProbeEnd end) => context.CallActivityAsync(nameof(FinishProbeActivity), end, RetryPolicies.Activity);
}
