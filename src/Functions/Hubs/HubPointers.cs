using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Hubs;

/// <summary>Which task may work on a hub, and which one waits for a person. Every change is one ETag write of the hub's row.</summary>
public sealed class HubPointers(HubsTable hubs, TasksTable tasks, HubTrail attention, TimeProvider clock)
{
    /// <summary>The hub, or null where there is none, or none any more.</summary>
    public async Task<Hub?> FindAsync(string hubId, CancellationToken cancel) => await hubs.GetAsync(hubId, cancel) is { State: not HubState.Removed } hub ? hub : null;

    /// <summary>
    /// Makes sure that the hub's pointer names this task: it does already, it is free, or it names a task that has ended. While a hub
    /// is being removed, that is for the removal, and for tasks that were stopped and have to record what they had done.
    /// </summary>
    /// <returns>The hub, or null where another task works on it or it is gone.</returns>
    public async Task<Hub?> TakeAsync(string hubId, string taskId, CancellationToken cancel)
    {
        while (await FindAsync(hubId, cancel) is { } hub)
        {
            if (hub.ActiveTaskId == taskId)
                return hub;
            if (hub.State == HubState.Removing && !HubRemovals.MayWork(hub, taskId) && await tasks.FindAsync(taskId, cancel) is not { IsEnded: false, Cancellation: not null })
                return null;
            if (hub.ActiveTaskId is { } other && !await IsOverAsync(hub, other, cancel))
                return null;
            if (await hubs.ReplaceAsync(hub with { ActiveTaskId = taskId }, cancel) is { } taken)
                return taken;
        }

        return null;
    }

    /// <summary>Turns a working task into one that waits: the pointer is free for the next check, and whoever waited before is superseded.</summary>
    /// <returns>The task that was superseded, or null.</returns>
    public async Task<string?> WaitAsync(string hubId, string taskId, HubTrouble trouble, CancellationToken cancel)
    {
        string? superseded = null;
        var changed = await hubs.ChangeAsync(hubId, async hub =>
        {
            superseded = await SupersedeAsync(hub.WaitingTaskId, taskId, cancel) ?? superseded;
            return HubHealth.Asked(hub with { WaitingTaskId = taskId, ActiveTaskId = hub.ActiveTaskId == taskId ? null : hub.ActiveTaskId }, trouble);
        }, cancel);
        await attention.TellAsync(changed, cancel);
        return superseded;
    }

    /// <summary>Frees the hub of a change that waits for a person. Nothing supersedes it: it takes the hub again when it has its answer.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="taskId">The task that waits.</param>
    /// <param name="trouble">What the hub needs the person for, or null where only the task does.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task StepAsideAsync(string hubId, string taskId, HubTrouble? trouble, CancellationToken cancel)
    {
        var changed = await hubs.ChangeAsync(hubId, hub =>
        {
            var free = hub with { ActiveTaskId = hub.ActiveTaskId == taskId ? null : hub.ActiveTaskId };
            return trouble is null ? free : HubHealth.Asked(free, trouble);
        }, cancel);
        await attention.TellAsync(changed, cancel);
    }

    /// <summary>Frees the hub of a task that has ended. Whoever waited for a person is superseded where the task's success answers that too.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="taskId">The task that has ended.</param>
    /// <param name="supersedes">Whether it takes the place of a task that waits.</param>
    /// <param name="after">The hub as the task leaves it, pointers apart.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The task that was superseded, or null. A hub that is free of the task already stays as it is.</returns>
    public async Task<string?> LetGoAsync(string hubId, string taskId, bool supersedes, Func<Hub, Hub> after, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(after);
        string? superseded = null;
        var changed = await hubs.ChangeAsync(hubId, async hub =>
        {
            if (hub.ActiveTaskId != taskId && hub.WaitingTaskId != taskId)
                return hub;
            if (supersedes)
                superseded = await SupersedeAsync(hub.WaitingTaskId, taskId, cancel) ?? superseded;
            return after(hub with
            {
                ActiveTaskId = hub.ActiveTaskId == taskId ? null : hub.ActiveTaskId,
                WaitingTaskId = supersedes || hub.WaitingTaskId == taskId ? null : hub.WaitingTaskId,
            });
        }, cancel);
        await attention.TellAsync(changed, cancel);
        return superseded;
    }

    /// <summary>Ends a connection that waits for a person, where a newer one works on the hub. A check that waits is for a check to supersede.</summary>
    /// <returns>The task that was superseded, to be woken; or null.</returns>
    public async Task<string?> SupersedeConnectionAsync(string hubId, string taskId, CancellationToken cancel)
    {
        string? superseded = null;
        await hubs.ChangeAsync(hubId, async hub =>
        {
            if (hub.ActiveTaskId != taskId || hub.WaitingTaskId is not { } waiting || HubTasks.TypeOf(waiting) != AutomatedTaskType.ConnectHub)
                return hub;
            superseded = await SupersedeAsync(waiting, taskId, cancel) ?? superseded;
            return hub with { WaitingTaskId = null };
        }, cancel);
        return superseded;
    }

    /// <summary>Takes back that the hub waits for a person, where it was this task that asked: a change that waits holds no pointer.</summary>
    public async Task AskNoMoreAsync(string hubId, string taskId, CancellationToken cancel)
    {
        await attention.TellAsync(await hubs.ChangeAsync(hubId, hub => HubHealth.AfterStopped(hub, taskId), cancel), cancel);
    }

    /// <summary>
    /// Takes back the question of a change that has ended: versions before this one left it where the change had nothing more to do, and no
    /// daily check comes while it stands. A check's question, that nobody answered in time, stands.
    /// </summary>
    public async Task ForgetEndedAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (hub is { WaitingTaskId: null, Trouble: { Reason: AttentionReason.WaitingForPerson, AskedBy: { } asker } }
            && await tasks.FindAsync(asker, cancel) is { IsEnded: true } task && task.Type.ChangesMembers())
        {
            await AskNoMoreAsync(hub.Id, asker, cancel);
        }
    }

    /// <summary>Turns a waiting task into a working one again.</summary>
    public async Task<ResumeAnswer> ResumeAsync(string hubId, string taskId, CancellationToken cancel)
    {
        var hub = await hubs.GetAsync(hubId, cancel);
        if (hub?.WaitingTaskId != taskId && hub?.ActiveTaskId != taskId)
            return ResumeAnswer.Superseded;
        if (await TakeAsync(hubId, taskId, cancel) is null)
            return ResumeAnswer.Busy;
        await hubs.ChangeAsync(hubId, now => now.WaitingTaskId == taskId ? HubHealth.AnsweredTo(now with { WaitingTaskId = null }, taskId) : now, cancel);
        return ResumeAnswer.Resumed;
    }

    // A task that was never recorded may yet be; while the hub is being removed, it finds it taken then.
    private async Task<bool> IsOverAsync(Hub hub, string taskId, CancellationToken cancel) =>
        await tasks.FindAsync(taskId, cancel) is { } task ? task.IsEnded : hub.State == HubState.Removing;

    // Always before the hub forgets the task: after a crash in between it is still named, and told again. One that was told and not
    // woken is woken by the watchdog. Its orchestrator reads from its row what it was told.
    private async Task<string?> SupersedeAsync(string? taskId, string byTaskId, CancellationToken cancel)
    {
        if (taskId is null || taskId == byTaskId)
            return null;
        var name = HubTasks.TypeOf(byTaskId) == AutomatedTaskType.ConnectHub ? "a newer connection" : "a newer check";
        var decision = new RecordedDecision(DecisionKind.Cancelled, byTaskId, name, clock.GetUtcNow());
        return await tasks.ChangeAsync(taskId, task => TaskChanges.Cancel(task, decision), cancel) is null ? null : taskId;
    }

    /// <summary>What a superseded task ends with.</summary>
    public static Failure Superseded { get; } = new(FailureKind.Cancelled, Detail: "A newer check or connection took the place of this one.");
}

/// <summary>Whether a task that waited may go on.</summary>
public enum ResumeAnswer
{
    /// <summary>It works again.</summary>
    Resumed,
    /// <summary>A newer task works; what becomes of this one is known when that one has made its plan, or has failed.</summary>
    Busy,
    /// <summary>A newer check or connection took its place.</summary>
    Superseded,
}
