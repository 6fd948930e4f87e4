using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Probing;

/// <summary>The last step of a probe: the map is verified where a person said so and the probe bears it out, and the task's row is closed with the report.</summary>
public sealed class FinishProbeActivity(TasksTable tasks, HubsTable hubs, MapVerifications verifications, CheckBlobs blobs)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishProbeActivity))]
    public async Task Run([ActivityTrigger] ProbeEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { } task || task.ExecutionId != executionId || task.IsEnded)
            return;
        if (end.Report is not { } reference || task.Wish is not { } wish)
        {
            var failure = end.Failure ?? new Failure(FailureKind.Unexpected);
            var status = failure.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed;
            await tasks.CloseAsync(new TaskOutcome(taskId, executionId, status, failure), cancel);
            return;
        }

        var report = await blobs.ReadAsync<ProbeReport>(reference, cancel);
        var asked = await blobs.ReadAsync<AskedProbe>(wish, cancel);
        var workspace = (await hubs.GetAsync(hubId, cancel))?.Workspace;
        var verified = asked.Word is { } word ? await verifications.VerifyAsync(task, report, workspace, word, cancel) : null;
        var shown = ProbeViews.Of(report, await verifications.FindAsync(report, workspace, cancel), verified);
        var result = await blobs.WriteAsync(hubId, "probe-report", shown, cancel);
        var isGood = verified is not { IsVerified: false } && report.Places.All(place => place.Trouble is null && place.Landmarks.All(IsGood));
        await tasks.CloseAsync(
            new TaskOutcome(taskId, executionId, isGood ? AutomatedTaskStatus.Completed : AutomatedTaskStatus.CompletedWithErrors, Result: result), cancel);
    }

    private static bool IsGood(ProbedLandmark landmark) => landmark.State is LandmarkState.Found or LandmarkState.NotShown;
}
