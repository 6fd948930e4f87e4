using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Tasks as the API shows them.</summary>
public sealed class TaskResponses(CheckBlobs blobs, TimeProvider clock)
{
    /// <summary>A task in a list: without what is to be approved, which is a blob of its own.</summary>
    public TaskResponse Short(AutomatedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskResponse(
            task.Id, task.Type, task.Status, task.Trigger, task.HubId, task.ActorId, task.ActorName,
            task.Progress, task.ItemsTotal, task.ItemsDone, task.ItemsFailed,
            Of(task, task.Failure, task.IsEnded), Approval: null, task.RetryOf, task.Cancellation is not null,
            task.CreatedAt, task.UpdatedAt, task.CompletedAt, ((task.CompletedAt ?? clock.GetUtcNow()) - task.StartedAt)?.TotalSeconds)
        {
            Deadline = task.IsWaiting ? task.Deadline : null,
            Seats = task.Seats is { } need ? ChangePlanViews.Of(need) : null,
        };
    }

    /// <summary>A task, with what is to be approved while it waits for that, or what it found.</summary>
    public async Task<TaskResponse> FullAsync(AutomatedTask task, CancellationToken cancel)
    {
        var response = Short(task);
        if (task is { Type: AutomatedTaskType.Probe, Result: { } result })
            return response with { Probe = await blobs.ReadAsync<ProbeResponse>(result, cancel) };
        if (task is { Type: AutomatedTaskType.ProvisionHub, Plan: { } plan })
            response = response with { Provision = GroundOf(await blobs.ReadAsync<StoredProvision>(plan, cancel), plan) };
        if (task is not { Status: AutomatedTaskStatus.WaitingForApproval, ApprovalBlob: { } blob, PlanDigest: { } digest, Deadline: { } deadline })
            return response;
        var question = await blobs.ReadAsync<ApprovalRequest>(blob, cancel);
        return response with { Approval = question with { PlanDigest = digest, Deadline = deadline } };
    }

    private static ProvisionGroundResponse GroundOf(StoredProvision stored, string kept) => new(
        stored.Id, kept, stored.At,
        [.. stored.Groups.Select(group => new PlannedGroupResponse(group.Id, group.Name, group.Version, group.ReadAt == default ? null : group.ReadAt, group.People, group.Digest))]);

    /// <summary>An item of a task.</summary>
    public static TaskItemResponse Of(AutomatedTask task, TaskItem item)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(item);
        return new TaskItemResponse(
            item.Id, item.MemberId, item.Target, item.Action, item.Status.ToString(), Of(task, item.Failure, item.Status != TaskItemStatus.Pending), item.UpdatedAt, item.Result,
            [.. item.Evidence.Select(kept => new EvidenceReference(kept.Id, kept.Step, kept.Sha256))]);
    }

    private static FailureResponse? Of(AutomatedTask task, Failure? failure, bool hasEnded)
    {
        if (failure is null)
            return null;
        var meaning = task.Explain(failure, hasEnded);
        return new FailureResponse(
            failure.Kind, failure.Phase, failure.Effect, meaning.Retry, meaning.NeedsPerson, meaning.Sentence, meaning.Remedy,
            failure.Detail, failure.EvidenceIds ?? []);
    }
}
