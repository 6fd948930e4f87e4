using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Puts a check's question before a person: in the task's row, with the list of who would go in a blob, and in the hub's state.</summary>
public sealed class AskPersonActivity(HubPointers pointers, TasksTable tasks, CheckBlobs blobs, TimeProvider clock)
{
    /// <summary>The most members that a question lists; the rest is counted.</summary>
    public const int MostListed = 1_000;

    /// <summary>Asks.</summary>
    /// <returns>The check that this question supersedes, to be woken; or null.</returns>
    [Function(nameof(AskPersonActivity))]
    public async Task<string?> Run([ActivityTrigger] CheckQuestion question, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        var approval = question.Plan is { } plan ? await WriteApprovalAsync(question, plan, cancel) : null;
        var status = question.Plan is null ? AutomatedTaskStatus.WaitingForInput : AutomatedTaskStatus.WaitingForApproval;

        // The hub first: whoever sees the task wait finds the hub free, and saying why.
        var trouble = new HubTrouble(AttentionReason.WaitingForPerson, question.Failure.Kind, clock.GetUtcNow(), question.Failure.Detail);
        var superseded = await pointers.WaitAsync(question.Step.HubId, question.Step.TaskId, trouble, cancel);
        await tasks.MarkAsync(
            new TaskMark(question.Step.TaskId, question.Step.ExecutionId, status, Progress(question), question.Failure, question.Plan?.Digest, approval, question.Deadline), cancel);
        return superseded;
    }

    private async Task<string> WriteApprovalAsync(CheckQuestion question, PlannedCheck planned, CancellationToken cancel)
    {
        var plan = (await blobs.ReadAsync<StoredPlan>(planned.Plan, cancel)).Plan;
        var wouldGo = plan.Losses.Take(MostListed).Select(loss => new ReportEntry(loss.MemberId, loss.Email, "Loss", $"{loss.Name ?? loss.Email} ({loss.RawRole})")).ToList();
        return await blobs.WriteAsync(question.Step.HubId, "approval", new ApprovalRequest(plan.Digest, plan.Verdict.Sentence, wouldGo, plan.Losses.Count, question.Deadline), cancel);
    }

    private static string Progress(CheckQuestion question) =>
        question.Plan is { } plan ? $"Waiting for approval: {plan.Losses} members would go" : "Waiting for a person";
}
