using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Connectors;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Probing;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Probing;

/// <summary>
/// The last step of a probe. Where a person gave their word, what was verified before goes first; then the task's row is closed with the
/// report; and only then the map is verified, as far as the probe bears it out, and where nobody stopped it.
/// </summary>
public sealed class FinishProbeActivity(TasksTable tasks, HubsTable hubs, MapVerifications verifications, CheckBlobs blobs)
{
    /// <summary>Finishes; a second time, what is missing; by an execution that lost the task, nothing.</summary>
    [Function(nameof(FinishProbeActivity))]
    public async Task Run([ActivityTrigger] ProbeEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        while (await tasks.FindAsync(taskId, cancel) is { } task && task.ExecutionId == executionId)
        {
            if (end.Report is not { } reference || task.Wish is not { } wish)
            {
                await CloseFailedAsync(task, end, cancel);
                return;
            }

            var report = await blobs.ReadAsync<ProbeReport>(reference, cancel);
            var asked = await blobs.ReadAsync<AskedProbe>(wish, cancel);
            var hub = await hubs.GetAsync(hubId, cancel);
            var judged = asked.Word is { } word ? await verifications.JudgeAsync(task, report, hub, word, cancel) : null;
            var closed = task;
            if (!task.IsEnded)
            {
                if (judged is { IsDoubt: true })
                    await verifications.TakeBackAsync(task, hub, judged.Record, cancel);
                if (judged?.Record is { Effects.Count: 0 } none)
                    await verifications.RecordAsync(task, none, cancel);
                var shown = ProbeViews.Of(report, judged?.Record ?? await verifications.FindAsync(report, hub?.Workspace, cancel), judged?.Answer);
                var result = await blobs.WriteAsync(hubId, "probe-report", shown, cancel);
                closed = await tasks.CloseAsync(OutcomeOf(task, report, judged) with { Result = result }, cancel);
            }

            // Null where somebody stopped it, or another ended it, since it was read: then it is looked at anew.
            if (closed is null)
                continue;
            if (judged?.Record is { Effects.Count: > 0 } record && closed.Result is not null && closed.Status is AutomatedTaskStatus.Completed or AutomatedTaskStatus.CompletedWithErrors)
                await verifications.RecordAsync(closed, record, cancel);
            return;
        }
    }

    private async Task CloseFailedAsync(AutomatedTask task, ProbeEnd end, CancellationToken cancel)
    {
        if (task.IsEnded)
            return;
        var failure = end.Failure ?? new Failure(FailureKind.Unexpected);
        // Whoever wanted to give their word for pages that could not even be looked at has none to stand on, and neither has an earlier one.
        var hub = await hubs.GetAsync(end.Step.HubId, cancel);
        if (failure.Kind != FailureKind.Cancelled && task.Wish is { } wish && (await blobs.ReadAsync<AskedProbe>(wish, cancel)).Word is not null && await verifications.IsDoubtAsync(task, hub, cancel))
            await verifications.TakeBackAsync(task, hub, record: null, cancel);
        var status = failure.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled : AutomatedTaskStatus.Failed;
        await tasks.CloseAsync(new TaskOutcome(task.Id, end.Step.ExecutionId, status, failure), cancel);
    }

    private static TaskOutcome OutcomeOf(AutomatedTask task, ProbeReport report, JudgedWord? judged)
    {
        var executionId = task.ExecutionId ?? "";
        if (task.Cancellation is { } by)
            return new TaskOutcome(task.Id, executionId, AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled, Detail: $"Stopped by {by.ByName}."));
        var isGood = judged is not { Answer.IsVerified: false } && report.Places.All(IsGood);
        return new TaskOutcome(task.Id, executionId, isGood ? AutomatedTaskStatus.Completed : AutomatedTaskStatus.CompletedWithErrors) { UnlessCancelled = true };
    }

    private static bool IsGood(ProbedPlace place) =>
        place.Trouble is null && place.Unknown.Count == 0 && place.Landmarks.All(landmark => landmark.State is LandmarkState.Found or LandmarkState.NotShown);
}
