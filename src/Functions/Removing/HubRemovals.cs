using System.Globalization;
using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>
/// Starts removals, one at a time of each hub. The hub names the task by ETag before its row is made, and is being removed from then
/// on; a start that was cut short is finished by whoever asks next, or by the watchdog.
/// </summary>
public sealed class HubRemovals(HubsTable hubs, TasksTable tasks, TaskStarter starter, CheckBlobs blobs, TimeProvider clock)
{
    private const string RevocationSuffix = "-revoke";

    /// <summary>The id of the task that takes seats away before a hub is removed.</summary>
    public static string RevocationOf(string taskId) => taskId + RevocationSuffix;

    /// <summary>Whether a task may work on a hub that is being removed: it removes it, or takes the seats away before.</summary>
    public static bool MayWork(Hub hub, string taskId)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.Removal is { } removal && (removal.TaskId == taskId || RevocationOf(removal.TaskId) == taskId);
    }

    /// <summary>The hub once a task no longer removes it: as it was before, unless there is no way back any more.</summary>
    public static Hub After(Hub hub, string taskId)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var free = hub with { ActiveTaskId = hub.ActiveTaskId == taskId ? null : hub.ActiveTaskId };
        if (hub is not { State: HubState.Removing, Removal: { FinalAt: null } removal } || removal.TaskId != taskId)
            return free;
        // What its tasks found out meanwhile counts; what was wrong before, and is no more, does not.
        var before = removal.StateBefore == HubState.NeedsAttention ? HubState.Connected : removal.StateBefore;
        return free with { State = hub.Trouble is null ? before : HubState.NeedsAttention, Removal = null };
    }

    /// <summary>The new task, or the one that is under way and does the same.</summary>
    /// <exception cref="RefusedException">Another removal is under way, or the hub is gone.</exception>
    public async Task<AutomatedTask> StartAsync(string hubId, RemovalWish wish, Caller caller, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(caller);
        var reference = await blobs.WriteAsync(hubId, "removal-wish", wish, cancel);
        while (true)
        {
            if (await hubs.GetAsync(hubId, cancel) is not { State: not HubState.Removed } hub)
                throw new RefusedException(RefusalKind.NotFound, "There is no such hub.");
            if (hub is { State: HubState.Removing, Removal: { } removal } && await tasks.FindAsync(removal.TaskId, cancel) is not { IsEnded: true })
                return await JoinAsync(hubId, removal, wish, client, cancel);
            // What was begun and cannot be stopped any more is finished as it was begun.
            if (hub is { State: HubState.Removing, Removal: { FinalAt: not null } final })
                await RefuseAnotherAsync(final, wish, cancel);
            var id = string.Create(CultureInfo.InvariantCulture, $"{hubId}-removehub-{hub.Runs + 1}");
            if (await hubs.ReplaceAsync(Begun(hub, id, reference, (caller.Id, caller.Name)) with { Runs = hub.Runs + 1 }, cancel) is { Removal: { } begun })
                return await StartNamedAsync(hubId, begun, client, cancel);
        }
    }

    /// <summary>Makes sure that the hub is being removed by this task: it is already, or whoever removed it before has ended.</summary>
    /// <returns>The hub, or null where another removal is under way, or it is gone.</returns>
    public async Task<Hub?> TakeAsync(AutomatedTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        while (await hubs.GetAsync(task.HubId ?? "", cancel) is { State: not HubState.Removed } hub)
        {
            if (hub.State == HubState.Removing && hub.Removal?.TaskId == task.Id)
                return hub;
            if (hub is { State: HubState.Removing, Removal: { } other } && await tasks.FindAsync(other.TaskId, cancel) is not { IsEnded: true })
                return null;
            if (hub is { State: HubState.Removing, Removal: { FinalAt: not null } final } && !await IsSameAsync(final, task.Wish ?? "", cancel))
                return null;
            if (await hubs.ReplaceAsync(Begun(hub, task.Id, task.Wish ?? "", (task.ActorId, task.ActorName)), cancel) is { } taken)
                return taken;
        }

        return null;
    }

    /// <summary>Finishes a start that was cut short after the hub named its task.</summary>
    public async Task FinishStartAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        if (hub is { State: HubState.Removing, Removal: { } removal } && await tasks.FindAsync(removal.TaskId, cancel) is null)
            await StartNamedAsync(hub.Id, removal, client, cancel);
    }

    private Hub Begun(Hub hub, string taskId, string wish, (string Id, string Name) by)
    {
        // A removal that took over from one that had no way back has none either.
        var earlier = hub.State == HubState.Removing ? hub.Removal : null;
        return hub with
        {
            State = HubState.Removing,
            Removal = new HubRemoval(taskId, wish, by.Id, by.Name, clock.GetUtcNow(), earlier?.StateBefore ?? hub.State, earlier?.FinalAt),
        };
    }

    private async Task<AutomatedTask> JoinAsync(string hubId, HubRemoval removal, RemovalWish wish, DurableTaskClient client, CancellationToken cancel)
    {
        await RefuseAnotherAsync(removal, wish, cancel);
        return await StartNamedAsync(hubId, removal, client, cancel);
    }

    private async Task RefuseAnotherAsync(HubRemoval removal, RemovalWish wish, CancellationToken cancel)
    {
        if (wish.IsSameAs(await blobs.ReadAsync<RemovalWish>(removal.Wish, cancel)))
            return;
        var remedy = removal.FinalAt is null ? "Stop that first." : "That cannot be stopped any more: ask for the same, or retry its task, to finish it.";
        throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, $"The hub is being removed in another way than you ask for. {remedy}", Link: $"/api/v1/tasks/{removal.TaskId}"));
    }

    private async Task<bool> IsSameAsync(HubRemoval removal, string wish, CancellationToken cancel) =>
        removal.Wish == wish || (await blobs.ReadAsync<RemovalWish>(removal.Wish, cancel)).IsSameAs(await blobs.ReadAsync<RemovalWish>(wish, cancel));

    // With whose rights is of no matter: who asked was allowed to, or the hub would not be named.
    private Task<AutomatedTask> StartNamedAsync(string hubId, HubRemoval removal, DurableTaskClient client, CancellationToken cancel)
    {
        var actor = new Caller(removal.ById, removal.ByName, WorkspaceRole.User, IsPerson: true, InPerson: false);
        return starter.StartAsync(new NewTask(removal.TaskId, AutomatedTaskType.RemoveHub, TaskTrigger.Api, hubId, actor, nameof(RemoveHubOrchestrator), Wish: removal.Wish), client, cancel);
    }
}
