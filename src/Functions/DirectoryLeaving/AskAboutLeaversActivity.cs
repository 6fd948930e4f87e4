using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DirectoryLeaving;

/// <summary>
/// Puts the question about leavers before a person. While it is open people are read on, and who is back is back; of two such questions the
/// newer one stands, unless both ask the same: then whoever reads the older one just now can answer it.
/// </summary>
public sealed class AskAboutLeaversActivity(TasksTable tasks, DirectorySyncs syncs, LeaversPlans plans, Returners returners)
{
    /// <summary>Asks, and gives null; or the task that asks the same already.</summary>
    [Function(nameof(AskAboutLeaversActivity))]
    public async Task<string?> Run([ActivityTrigger] LeaversQuestion question, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Plan is { } plan && await tasks.FindAsync(question.Step.TaskId, cancel) is { IsEnded: false } task)
            await returners.ReturnAsync(task, await plans.ReadAsync(plan, cancel), client, cancel);
        if (await syncs.FindQuestionAsync(question.Step.TaskId, cancel) is { Status: AutomatedTaskStatus.WaitingForApproval, Decision: null, Cancellation: null } asked && asked.PlanDigest == question.Digest)
            return asked.Id;
        await syncs.LetGoAsync(question.Step.TaskId, waits: true, client, cancel);
        await tasks.MarkAsync(new TaskMark(
            question.Step.TaskId, question.Step.ExecutionId, AutomatedTaskStatus.WaitingForApproval, $"Waiting for approval: {question.Leavers} people would leave the workspace",
            new Failure(FailureKind.GuardTripped), question.Digest, question.Approval, question.Deadline), cancel);
        return null;
    }
}

/// <summary>Whether so many people leave.</summary>
public sealed record LeaversQuestion(AutomationStep Step, string Digest, string Approval, int Leavers, DateTimeOffset Deadline)
{
    /// <summary>Where the plan is kept that it is about; null in one that was asked by an earlier version.</summary>
    public string? Plan { get; init; }
}
