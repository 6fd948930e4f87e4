using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Replacing;

/// <summary>The last step of a replacement: the account that the hub does not name is free, the hub too, the row is closed, and a check reads everybody by the new account.</summary>
public sealed class FinishReplacementActivity(AccountClaims claims, HubPointers pointers, TasksTable tasks, HubTasks checks)
{
    /// <summary>Finishes; a second time, or by an execution that lost the task, nothing happens.</summary>
    [Function(nameof(FinishReplacementActivity))]
    public async Task Run([ActivityTrigger] ReplacementEnd end, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        var (taskId, executionId, hubId) = end.Step;
        if (await tasks.FindAsync(taskId, cancel) is not { } task || task.ExecutionId != executionId || task.IsEnded)
            return;

        // While the hub is this task's: once it is let go, another may be trying an account.
        if (await pointers.FindAsync(hubId, cancel) is { } hub && hub.ActiveTaskId == taskId)
            await claims.SettleAsync(hubId, cancel);
        await pointers.LetGoAsync(hubId, taskId, supersedes: false, free => free, cancel);
        if (end.Failure is null)
            await CheckAsync(task, client, cancel);
        await tasks.CloseAsync(new TaskOutcome(taskId, executionId, StatusOf(end.Failure), end.Failure), cancel);
    }

    // Who is the automation account now, and that the one before is a member like any other, is for a check to write.
    private async Task CheckAsync(AutomatedTask task, DurableTaskClient client, CancellationToken cancel)
    {
        if (task.HubId is not { } hubId || await pointers.FindAsync(hubId, cancel) is not { Workspace: not null })
            return;
        try
        {
            var actor = new Caller(task.ActorId, task.ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false);
            await checks.StartCheckAsync(hubId, task.Trigger, actor, client, cancel);
        }
        catch (RefusedException)
        {
            // Members are being changed, and the check waits for the next day; or the hub is being removed, and there is nothing to check.
            return;
        }
    }

    private static AutomatedTaskStatus StatusOf(Failure? failure) => failure switch
    {
        null => AutomatedTaskStatus.Completed,
        { Kind: FailureKind.Cancelled } => AutomatedTaskStatus.Cancelled,
        _ => AutomatedTaskStatus.Failed,
    };
}
