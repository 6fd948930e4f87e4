using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Provisioning;

/// <summary>
/// Starts runs that bring a hub in step with its teams and groups: the hub's row is marked, and names the run, before the run's task is
/// made. While a run takes up changes it is the answer to all of them.
/// </summary>
public sealed class ProvisionRuns(DirtyHubsTable hubs, HubsTable rows, TasksTable tasks, TaskStarter starter, ProvisionTimes times)
{
    /// <summary>How long after a second read that failed, or whose run is under way, the groups of a hub are read again.</summary>
    public TimeSpan ReadAgain => times.ReadAgain;

    /// <summary>Marks a hub because somebody asks for something there itself, and starts a run, or gives the one that takes it up.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="trigger">What changed.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<AutomatedTask> StartAsync(string hubId, TaskTrigger trigger, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(by);
        return await TryMarkAsync(hubId, hub => ChangedBy(hub, trigger, by) with { IsHeld = false }, client, cancel) ?? throw new InvalidOperationException("What somebody asks for is never refused.");
    }

    /// <summary>Marks a hub after a change of what gives seats there, and starts a run, or gives the one that takes up the change; null where a restore holds its runs.</summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="trigger">What changed.</param>
    /// <param name="by">Who changed it.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task<AutomatedTask?> MarkAsync(string hubId, TaskTrigger trigger, Caller by, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(by);
        return TryMarkAsync(hubId, hub => ChangedBy(hub, trigger, by), client, cancel);
    }

    /// <summary>
    /// Marks a hub and starts its run once a day, although nothing is known to have changed: what nobody told it of for a crash is found
    /// by that, and what a person stopped does not stay stopped for good.
    /// </summary>
    /// <param name="hubId">The hub.</param>
    /// <param name="round">When the day's round began; done again in the same round nothing happens.</param>
    /// <param name="by">Who makes the round.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task StartDailyAsync(string hubId, DateTimeOffset round, Caller by, DurableTaskClient client, CancellationToken cancel) =>
        TryMarkAsync(hubId, hub => hub.MarkedDailyAt >= round ? null : ChangedBy(hub, TaskTrigger.DailyCheck, by) with { MarkedDailyAt = round, IsHeld = false }, client, cancel);

    /// <summary>Starts a hub's run after a good check, where it is the first that shows what came of something that was sent; nobody else is told of anything.</summary>
    public Task StartAfterReadAsync(string hubId, DurableTaskClient client, CancellationToken cancel) =>
        TryMarkAsync(hubId, hub => hub is { AwaitsRead: true, IsStopped: false } ? hub with { AwaitsRead = false } : null, client, cancel);

    /// <summary>
    /// Whether something is to be looked at by a hub's next run, whenever that is: the hub is not in step (its run was stopped, by a person or after a restore),
    /// what came of something has to be seen first, a person did not say, or somebody was there in another's place; or a restore holds its runs.
    /// </summary>
    public async Task<bool> RemembersAsync(string hubId, CancellationToken cancel) =>
        await hubs.FindAsync(hubId, cancel) is { IsDirty: true } or { PastTasks.Count: > 0 } or { HinderedPeople.Count: > 0 } or { IsHeld: true };

    /// <summary>Hubs that are not in step and that nobody brings in step: their run was cut short, or failed long enough ago.</summary>
    /// <param name="now">The time.</param>
    /// <param name="before">What was marked since may be in progress.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<IReadOnlyList<DirtyHub>> ListLeftAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancel)
    {
        var left = new List<DirtyHub>();
        foreach (var hub in (await hubs.ListAsync(cancel)).Where(hub => hub.StoredAt <= before && !hub.IsStopped && !(hub.NotBefore > now)))
        {
            // A run that is recorded and has not ended is the task sweep's to look after.
            if (hub.TaskId is { } taken && await tasks.FindAsync(taken, cancel) is { IsEnded: false })
                continue;
            // One that is being removed is brought in step where it stays after all.
            if (await rows.GetAsync(hub.HubId, cancel) is { State: < HubState.Removing })
                left.Add(hub);
        }

        return left;
    }

    /// <summary>Hubs whose groups are to be read again by now. What a person stopped, and runs that fail, are waited for; what failed in the app for one person puts off nobody else's grace.</summary>
    public async Task<IReadOnlyList<DirtyHub>> ListDueAsync(DateTimeOffset now, CancellationToken cancel) =>
        [.. (await hubs.ListDueAsync(now, cancel)).Where(hub => !hub.IsStopped && !(hub.Failures > 0 && hub.NotBefore > now))];

    /// <summary>When a run may be started again that failed now.</summary>
    /// <param name="failures">How many failed before it.</param>
    public DateTimeOffset NextTry(int failures) => times.NextTry(failures);

    /// <summary>Puts off when a hub's groups are read again; its next run decides anew.</summary>
    /// <returns>False where somebody else did so, or decided.</returns>
    public async Task<bool> PostponeAsync(DirtyHub due, DateTimeOffset? until, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(due);
        return await hubs.ChangeAsync(due.HubId, hub => Task.FromResult(hub.AgainAt == due.AgainAt ? hub with { AgainAt = until } : null), cancel) is not null;
    }

    /// <summary>Starts a run again that was cut short, or finishes its start.</summary>
    public async Task RestartAsync(DirtyHub seen, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (seen.TaskId is not null && await tasks.FindAsync(seen.TaskId, cancel) is null)
            await starter.StartAsync(NewTask(seen), client, cancel);
        else
            await TryMarkAsync(seen.HubId, hub => hub, client, cancel);
    }

    private static DirtyHub ChangedBy(DirtyHub hub, TaskTrigger trigger, Caller by) =>
        hub with { Trigger = trigger, ActorId = by.Id, ActorName = by.Name, Failures = 0, NotBefore = null, IsStopped = false };

    private async Task<AutomatedTask?> TryMarkAsync(string hubId, Func<DirtyHub, DirtyHub?> mark, DurableTaskClient client, CancellationToken cancel)
    {
        var marked = await hubs.ChangeAsync(hubId, async hub =>
        {
            if (mark(hub) is not { } wanted)
                return null;
            var next = wanted with { Version = hub.Version + 1, IsStopped = wanted.IsStopped || wanted.IsHeld };
            if (next.IsHeld)
                return next;
            var taken = next.TaskId is { } id ? await tasks.FindAsync(id, cancel) : null;
            // A run that is named and was never recorded is started under its name.
            if (next.TaskId is null || taken is { IsEnded: true })
                return next with { TaskId = $"{hubId}-provision-{next.Version}", IsMarkedSinceStop = false };
            return next with { IsMarkedSinceStop = next.IsMarkedSinceStop || taken?.Cancellation is not null };
        }, cancel);
        return marked is null or { IsHeld: true } ? null : await starter.StartAsync(NewTask(marked), client, cancel);
    }

    private static NewTask NewTask(DirtyHub hub) => new(
        hub.TaskId ?? throw new InvalidOperationException("A marked hub names its run."), AutomatedTaskType.ProvisionHub, hub.Trigger, hub.HubId, hub.Actor, nameof(ProvisionHubOrchestrator));
}
