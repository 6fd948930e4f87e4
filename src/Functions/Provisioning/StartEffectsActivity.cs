using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>
/// Starts what follows from a plan in the app, and takes up no more changes after it. Called again, it starts what is missing: the tasks
/// are named by the plan.
/// </summary>
public sealed class StartEffectsActivity(EffectStarts effects, ProvisionPlans plans, ProvisionTrail trail, TasksTable tasks, DirtyHubsTable hubs)
{
    /// <summary>The tasks, and whether nothing changed meanwhile.</summary>
    [Function(nameof(StartEffectsActivity))]
    public async Task<StartedEffects> Run([ActivityTrigger] ProvisionToDo work, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var step = work.Step with { IsClosing = true };
        var task = await tasks.FindAsync(step.TaskId, cancel);
        if (task is null || step.StopOf(task) is not null)
            return new StartedEffects([], Trouble: new StepTrouble(step.StopOf(task)));

        var stored = await plans.ReadAsync(work.Plan, cancel);
        if (effects.SettledAt(stored) is { } settled)
        {
            // Somebody may be on their way from one team or group to another. Where they arrive, all of it is planned together.
            var isOvertaken = (await hubs.FindAsync(step.HubId, cancel))?.Version != stored.Version;
            if (isOvertaken && effects.MayBePlannedAnew(stored))
                return new StartedEffects([]);
            await effects.WaitAsync(task, cancel);
            return new StartedEffects([], Trouble: new StepTrouble(NotBefore: settled));
        }

        // That it was told is kept beside what was begun: whatever comes of this run, the next one tells only what is new.
        await trail.WriteAsync(task, stored, cancel);
        if (!stored.Plan.IsEmpty)
            await hubs.ChangeAsync(step.HubId, hub => Task.FromResult(hub.TaskId == task.Id ? hub with { Told = work.Plan } : null), cancel);
        var (started, trouble) = await effects.StartAsync(task, stored, client, cancel);
        if (trouble is not null)
            return new StartedEffects([], Trouble: trouble);

        // What changed since the plan was made is the next round's; what it starts from are the grants as they are by now.
        var closed = await hubs.ChangeAsync(step.HubId, hub => Task.FromResult(hub.TaskId == task.Id ? Closed(hub, stored) : null), cancel);
        return closed is null
            ? new StartedEffects(started, Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another run takes up the hub's changes.")))
            : new StartedEffects(started, closed.TaskId is null);
    }

    private static DirtyHub Closed(DirtyHub hub, StoredProvision stored)
    {
        var done = hub.Forgetting(stored.Past, stored.Plan.Unseen).Hindering(stored.Plan.Hindered) with
        {
            Done = stored.Version,
            Begun = null,
            Told = null,
            AgainAt = stored.Plan.LookAgainAt,
            EffectFailures = ProvisionWishes.Of(stored.Plan).Count == 0 ? 0 : hub.EffectFailures,
        };
        return hub.Version == stored.Version ? done with { TaskId = null, Failures = 0, NotBefore = null } : done;
    }
}

/// <summary>Starts the tasks that a plan leads to.</summary>
public sealed class EffectStarts(ChangePlans changes, ChangeStarts starts, HubPointers pointers, ChangeTasks tasks, IOptions<ProvisioningOptions> options)
{
    /// <summary>What a run says while it waits.</summary>
    public const string Settling = "Waits whether somebody who left one team or group is in another";

    // However fast changes come, the rounds that a run has (40) last longer than the longest wait, which is twice the settling of half a minute.
    private const int MostPlansASettling = 15;
    private static readonly TimeSpan longestPlan = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(1);

    /// <summary>When to look again whether a plan's losses stand, or null where they do.</summary>
    public DateTimeOffset? SettledAt(StoredProvision stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (!stored.Settles)
            return null;

        // Changes that come one after the other make plan after plan: they put it off once, and not for good.
        var (settled, latest) = (stored.At + options.Value.Settling, (stored.SettlesSince ?? stored.At) + (2 * options.Value.Settling));
        if (settled > latest)
            settled = latest;
        if (settled <= tasks.Now)
            return null;
        return settled < tasks.Now + lookAgain ? settled : tasks.Now + lookAgain;
    }

    /// <summary>Whether what changed since a plan was made, while its losses settle, is planned now: many changes that come at once are one plan.</summary>
    public bool MayBePlannedAnew(StoredProvision stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var age = options.Value.Settling / MostPlansASettling;
        return tasks.Now - stored.At >= (age < longestPlan ? age : longestPlan);
    }

    /// <summary>Says that it is waited, and holds nothing meanwhile.</summary>
    public async Task WaitAsync(AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        await pointers.LetGoAsync(task.HubId ?? "", task.Id, supersedes: false, free => free, cancel);
        await tasks.MarkAsync(new TaskMark(task.Id, task.ExecutionId ?? "", AutomatedTaskStatus.InProgress, Settling), cancel);
    }

    /// <summary>Frees the hub for them, and starts them: who goes makes room for who comes, so the others begin once the removal is at work, has ended, or waits for a person.</summary>
    public async Task<(IReadOnlyList<string> TaskIds, StepTrouble? Trouble)> StartAsync(AutomatedTask task, StoredProvision stored, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(stored);
        var hubId = task.HubId ?? "";
        await pointers.LetGoAsync(hubId, task.Id, supersedes: false, free => free, cancel);
        var (started, wishes) = (new List<string>(), ProvisionWishes.Of(stored.Plan));
        foreach (var wish in wishes)
        {
            if (await pointers.FindAsync(hubId, cancel) is not { } hub)
                return ([], new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "The hub is gone.")));
            var change = new NewChange(IdOf(hubId, wish, stored), wish.Type, task.Trigger, hubId, task.Actor);
            var child = await starts.FindAsync(change.TaskId, client, cancel)
                ?? await starts.StartAsync(change, await changes.MakeAsync(hub, change.TaskId, wish.Wish, cancel), client, cancel);
            started.Add(child.Id);
            if (wish.Type == AutomatedTaskType.RemoveMembers && wishes.Count > 1 && !IsAtWork(child, hub))
                return ([], new StepTrouble(NotBefore: tasks.Now + lookAgain));
        }

        return (started, null);
    }

    /// <summary>The tasks that a plan leads to, whether they were started or not.</summary>
    internal static IReadOnlyList<string> IdsOf(string hubId, StoredProvision stored) => [.. ProvisionWishes.Of(stored.Plan).Select(wish => IdOf(hubId, wish, stored))];

    private static string IdOf(string hubId, ProvisionWish wish, StoredProvision stored) => ChangeStarts.IdOf(hubId, wish.Type, stored.Id);

    private static bool IsAtWork(AutomatedTask child, Hub hub) => child.IsEnded || child.IsWaiting || (child.Status == AutomatedTaskStatus.InProgress && hub.ActiveTaskId == child.Id);
}
