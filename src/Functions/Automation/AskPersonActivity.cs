using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>Puts a task's question before a person: in the task's row, and where the hub itself needs that person, in the hub's state. A probe only looks, so its question is its own.</summary>
public sealed class AskPersonActivity(HubPointers pointers, TasksTable tasks, TimeProvider clock)
{
    /// <summary>Asks.</summary>
    /// <returns>The check or connection that this question supersedes, to be woken; or null.</returns>
    [Function(nameof(AskPersonActivity))]
    public async Task<string?> Run([ActivityTrigger] PersonQuestion question, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        var status = question.Plan is null ? AutomatedTaskStatus.WaitingForInput : AutomatedTaskStatus.WaitingForApproval;

        // The hub first: whoever sees the task wait finds the hub free, and saying why.
        var superseded = await FreeHubAsync(question, cancel);
        await tasks.MarkAsync(
            new TaskMark(question.Step.TaskId, question.Step.ExecutionId, status, Progress(question), question.Failure, question.Plan?.Digest, question.Plan?.Approval, question.Deadline), cancel);
        return superseded;
    }

    private async Task<string?> FreeHubAsync(PersonQuestion question, CancellationToken cancel)
    {
        var (taskId, hubId) = (question.Step.TaskId, question.Step.HubId);
        var task = await tasks.FindAsync(taskId, cancel);
        if (task?.Type == AutomatedTaskType.Probe)
            return null;
        var trouble = new HubTrouble(AttentionReason.WaitingForPerson, question.Failure.Kind, clock.GetUtcNow(), question.Failure.Detail) { AskedBy = taskId };
        if (task?.Type.ChangesMembers() != true)
            return await pointers.WaitAsync(hubId, taskId, trouble, cancel);

        // Whoever asked for a change is asked about that change; only what the site wants concerns the hub.
        await pointers.StepAsideAsync(hubId, taskId, question.Plan is null ? trouble : null, cancel);
        return null;
    }

    private static string Progress(PersonQuestion question) =>
        question.Plan is { } plan ? $"Waiting for approval: {plan.Losses} members would go" : "Waiting for a person";
}
