using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>Lets a task that has its answer go on, unless another one is at work or took its place.</summary>
public sealed class ResumeTaskActivity(HubPointers pointers, HubsTable hubs, TasksTable tasks, AccountsTable accounts, GivenCodes codes)
{
    /// <summary>Whether it goes on.</summary>
    [Function(nameof(ResumeTaskActivity))]
    public async Task<ResumeAnswer> Run([ActivityTrigger] TaskToResume answered, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(answered);
        var (taskId, executionId, hubId) = answered.Step;
        var answer = await ResumeAsync(hubId, taskId, cancel);
        if (answer != ResumeAnswer.Resumed)
            return answer;

        // A person's answer allows one sign-in without the usual spacing, and with the code that they gave.
        if (answered.SignInAtOnce && await hubs.GetAsync(hubId, cancel) is { } hub)
        {
            if ((await tasks.FindAsync(taskId, cancel))?.Decision?.CodeName is { } code)
                await codes.HandOverAsync(new HandedCode(hub.AutomationAccountId, taskId, code), cancel);
            await accounts.AllowSignInAtOnceAsync(hub.AutomationAccountId, cancel);
        }

        await tasks.MarkAsync(new TaskMark(taskId, executionId, AutomatedTaskStatus.InProgress, "Goes on after the answer"), cancel);
        return answer;
    }

    // Only a check or a connection is superseded by a newer one: a change is somebody's wish, and waits for its turn. A probe never takes the hub.
    private async Task<ResumeAnswer> ResumeAsync(string hubId, string taskId, CancellationToken cancel)
    {
        var type = (await tasks.FindAsync(taskId, cancel))?.Type;
        if (type == AutomatedTaskType.Probe)
            return ResumeAnswer.Resumed;
        if (type?.ChangesMembers() != true)
            return await pointers.ResumeAsync(hubId, taskId, cancel);
        return await pointers.TakeAsync(hubId, taskId, cancel) is null ? ResumeAnswer.Busy : ResumeAnswer.Resumed;
    }
}
