using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Protecting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Verifying;

/// <summary>The last step of a task with a person's own account: what was done goes into the activity, and the row is closed.</summary>
public sealed class FinishAccountTaskActivity(TasksTable tasks, TaskItemsTable items, AccountsTable accounts, ActivityTable activity)
{
    /// <summary>Finishes; a second time, what is missing; by an execution that lost the task, nothing.</summary>
    [Function(nameof(FinishAccountTaskActivity))]
    public async Task Run([ActivityTrigger] AccountTaskEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, accountId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { IsEnded: false } task || task.ExecutionId != executionId)
            return;
        var (done, failure) = await ProtectionItems.CloseAsync(items, taskId, end.Failure, cancel);
        if (await accounts.FindAsync(accountId, cancel) is { } account)
        {
            await activity.AppendAsync(account.HubId, new ActivityEntry(
                $"{taskId}:end", task.CreatedAt, task.ActorId, task.ActorName, EventOf(task, failure, done), account.Label,
                UserId: account.OwnerId, After: failure?.Kind.ToString() ?? string.Join(", ", done), TaskId: taskId), cancel);
        }

        var counts = await items.CountAsync(taskId, cancel);
        await tasks.CloseAsync(new TaskOutcome(taskId, executionId, StatusOf(failure, done), failure, counts.Total > 0 ? counts : null), cancel);
    }

    private static AutomatedTaskStatus StatusOf(Failure? failure, IReadOnlyList<string> done) =>
        failure is null ? AutomatedTaskStatus.Completed
        : done.Count > 0 ? AutomatedTaskStatus.CompletedWithErrors
        : failure.Kind == FailureKind.Cancelled ? AutomatedTaskStatus.Cancelled
        : AutomatedTaskStatus.Failed;

    private static string EventOf(AutomatedTask task, Failure? failure, IReadOnlyList<string> done) => task.Type switch
    {
        AutomatedTaskType.ProtectAccount => failure is null ? "accountProtected" : done.Count > 0 ? "accountPartlyProtected" : "accountNotProtected",
        _ => failure is null ? "accountVerified" : "accountNotVerified",
    };
}
