using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Writes what a person decided to the task's row, and only then wakes the orchestration, which reads it there.</summary>
public sealed class TaskDecisions(TasksTable tasks, TaskWaker waker, TaskResponses responses, TimeProvider clock)
{
    /// <summary>Asks a task to stop at its next safe point.</summary>
    public Task<IResult> CancelAsync(AutomatedTask task, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        var decision = Decision(DecisionKind.Cancelled, by, null);
        return RecordAsync(task, row => TaskChanges.Cancel(row, decision), client, cancel);
    }

    /// <summary>Approves or rejects the plan in question, or says that what the task waited for is done.</summary>
    /// <param name="planDigest">The plan that the person saw; another one than the present is refused.</param>
    public Task<IResult> AnswerAsync(AutomatedTask task, DecisionKind kind, string? planDigest, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        var decision = Decision(kind, by, planDigest);
        return RecordAsync(task, row => TaskChanges.Decide(CheckPlan(row, decision), decision), client, cancel);
    }

    /// <summary>Says that what the task waited for is done, with a one-time code that lies in the secret store. What was answered before is refused: that code would be nobody's.</summary>
    public Task<IResult> AnswerAsync(AutomatedTask task, string codeName, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        var decision = Decision(DecisionKind.Answered, by, null) with { CodeName = codeName };
        return RecordAsync(task, row => row.Decision is null ? TaskChanges.Decide(row, decision) : null, client, cancel);
    }

    private RecordedDecision Decision(DecisionKind kind, Caller by, string? planDigest)
    {
        ArgumentNullException.ThrowIfNull(by);
        return new RecordedDecision(kind, by.Id, by.Name, clock.GetUtcNow(), planDigest);
    }

    private async Task<IResult> RecordAsync(AutomatedTask task, Func<AutomatedTask, AutomatedTask?> change, DurableTaskClient client, CancellationToken cancel)
    {
        var changed = await tasks.ChangeAsync(task.Id, change, cancel);
        if (changed is null)
        {
            var status = (await tasks.FindAsync(task.Id, cancel))?.Status;
            throw new RefusedException(RefusalKind.StageNotAllowed, $"The task is {status}: that cannot be asked of it now, or something else was decided before.");
        }
        await waker.WakeAsync(changed.Id, client, cancel);
        return Results.Accepted($"/api/v1/tasks/{changed.Id}", await responses.FullAsync(changed, cancel));
    }

    // Held against the row inside the change: between looking and deciding, the question may have become another one.
    private static AutomatedTask CheckPlan(AutomatedTask row, RecordedDecision decision)
    {
        if (row.Status == AutomatedTaskStatus.WaitingForApproval && decision.Kind == DecisionKind.Approved && row.PlanDigest != decision.PlanDigest)
            throw new RefusedException(RefusalKind.PlanChanged, "The plan is not the one that was approved; look at it again, and name its digest.");
        return row;
    }
}
