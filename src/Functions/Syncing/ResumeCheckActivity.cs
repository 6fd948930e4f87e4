using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Lets a check that has its answer go on, unless a newer one is at work or took its place.</summary>
public sealed class ResumeCheckActivity(HubPointers pointers, HubsTable hubs, TasksTable tasks, AccountsTable accounts)
{
    /// <summary>Whether it goes on.</summary>
    [Function(nameof(ResumeCheckActivity))]
    public async Task<ResumeAnswer> Run([ActivityTrigger] CheckToResume check, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(check);
        var (taskId, executionId, hubId) = check.Step;
        var answer = await pointers.ResumeAsync(hubId, taskId, cancel);
        if (answer != ResumeAnswer.Resumed)
            return answer;

        // A person's answer allows one sign-in without the usual spacing.
        if (check.SignInAtOnce && await hubs.GetAsync(hubId, cancel) is { } hub)
            await accounts.AllowSignInAtOnceAsync(hub.AutomationAccountId, cancel);
        await tasks.MarkAsync(new TaskMark(taskId, executionId, AutomatedTaskStatus.InProgress, "Goes on after the answer"), cancel);
        return answer;
    }
}
