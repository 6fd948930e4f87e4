using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Hubs;

/// <summary>
/// Starts what only one task at a time may do to a hub: connect it, or check it. The hub's pointer is taken by ETag and names the
/// task before its row is made, so that of ten who ask at once all get the same task, and a crash in between is mended by whoever
/// asks next.
/// </summary>
public sealed class HubTasks(HubsTable hubs, TasksTable tasks, TaskStarter starter)
{
    private const string CheckSuffix = "-check";

    /// <summary>Starts a check, or gives the task that connects or checks the hub already.</summary>
    /// <exception cref="RefusedException">The hub is not connected, so there is nothing to check.</exception>
    public Task<AutomatedTask> StartCheckAsync(string hubId, TaskTrigger trigger, Caller actor, DurableTaskClient client, CancellationToken cancel) =>
        StartAsync(hubId, new HubRun(AutomatedTaskType.CheckForUpdates, trigger, actor), client, cancel);

    /// <summary>The task that first connected, or connects, a hub; null where it was never recorded.</summary>
    public Task<AutomatedTask?> FindFirstAsync(string hubId, CancellationToken cancel) => tasks.FindAsync(IdOf(hubId, AutomatedTaskType.ConnectHub, 1), cancel);

    /// <summary>Starts to connect a new hub; its row names the task already. Asked again, the same task comes of it, ended or not.</summary>
    public Task<AutomatedTask> StartFirstAsync(Hub hub, Caller actor, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var run = new HubRun(AutomatedTaskType.ConnectHub, TaskTrigger.Api, actor);
        return starter.StartAsync(New(IdOf(hub.Id, run.Type, 1), hub.Id, run), client, cancel);
    }

    /// <summary>Starts to connect a hub again, or gives the task that does so already.</summary>
    /// <exception cref="RefusedException">The hub is being removed.</exception>
    public Task<AutomatedTask> StartConnectingAsync(string hubId, Caller actor, DurableTaskClient client, CancellationToken cancel) =>
        StartAsync(hubId, new HubRun(AutomatedTaskType.ConnectHub, TaskTrigger.Api, actor), client, cancel);

    /// <summary>Finishes a start that was cut short after the hub named its task. The first connection is not among them: it needs more.</summary>
    public Task FinishAsync(Hub hub, Caller actor, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var active = hub.ActiveTaskId ?? throw new ArgumentException("The hub names no task.", nameof(hub));
        return StartNamedAsync(active, hub.Id, TaskTrigger.Api, actor, client, cancel);
    }

    /// <summary>Whether the hub names a task that was never recorded.</summary>
    public async Task<bool> IsCutShortAsync(Hub hub, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return hub.ActiveTaskId is { } active && await tasks.FindAsync(active, cancel) is null;
    }

    /// <summary>The id of a hub's n-th run.</summary>
    public static string IdOf(string hubId, AutomatedTaskType type, int run) => $"{hubId}-{(type == AutomatedTaskType.ConnectHub ? "connect" : "check")}-{run}";

    /// <summary>
    /// The id of the check that a connection ends with. It holds the connection's whole id and ends with no number, so that it is
    /// never the id of another run, or of a retry of one.
    /// </summary>
    public static string CheckOf(string connectTaskId) => $"{connectTaskId}{CheckSuffix}";

    /// <summary>The task as it has to be started.</summary>
    public static NewTask New(string id, string hubId, HubRun run) => new(
        id, run.Type, run.Trigger, hubId, run.Actor,
        run.Type == AutomatedTaskType.ConnectHub ? nameof(ConnectHubOrchestrator) : nameof(CheckForUpdatesOrchestrator));

    // What it does is told by its name: of a start that was cut short there is nothing else.
    private Task<AutomatedTask> StartNamedAsync(string taskId, string hubId, TaskTrigger trigger, Caller actor, DurableTaskClient client, CancellationToken cancel) =>
        starter.StartAsync(New(taskId, hubId, new HubRun(TypeOf(taskId), trigger, actor)), client, cancel);

    private async Task<AutomatedTask> StartAsync(string hubId, HubRun run, DurableTaskClient client, CancellationToken cancel)
    {
        while (true)
        {
            var hub = await hubs.GetAsync(hubId, cancel) ?? throw new RefusedException(RefusalKind.NotFound, $"There is no hub {hubId}.");
            HubCalls.RefuseIfRemoving(hub);
            if (hub.ActiveTaskId is { } active)
            {
                var task = await tasks.FindAsync(active, cancel);
                // A pointer without a row is a start that was cut short: it is finished under its own name.
                if (task is null)
                    return await StartNamedAsync(active, hubId, run.Trigger, run.Actor, client, cancel);
                if (!task.IsEnded)
                {
                    // Not the task that was asked for; and what changes the app ends with a read of everybody itself.
                    if (task.Type.ChangesMembers())
                        throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, BusyWith(task), Link: $"/api/v1/tasks/{task.Id}"));
                    await starter.ScheduleIfMissingAsync(task, client, cancel);
                    return task;
                }
            }

            RefuseUnlessPossible(hub, run.Type);
            var id = IdOf(hubId, run.Type, hub.Runs + 1);
            var state = run.Type == AutomatedTaskType.ConnectHub && hub.Workspace is null ? HubState.Connecting : hub.State;
            if (await hubs.ReplaceAsync(hub with { ActiveTaskId = id, Runs = hub.Runs + 1, State = state }, cancel) is not null)
                return await starter.StartAsync(New(id, hubId, run), client, cancel);
        }
    }

    /// <summary>What a task of a hub does, told from its id: of a start that was cut short there is nothing else. A connection's check is a check.</summary>
    public static AutomatedTaskType TypeOf(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return taskId.Contains(CheckSuffix, StringComparison.Ordinal) ? AutomatedTaskType.CheckForUpdates : AutomatedTaskType.ConnectHub;
    }

    private static string BusyWith(AutomatedTask task) => task.Type switch
    {
        AutomatedTaskType.MatchMembers => "Members are being matched. Ask again when it is done.",
        AutomatedTaskType.ReplaceAutomationAccount => "The automation account is being replaced; that ends with a check. Ask again when it is done.",
        _ => "Members are being changed; that ends with a read of all members. Ask again when it is done.",
    };

    private static void RefuseUnlessPossible(Hub hub, AutomatedTaskType type)
    {
        if (type == AutomatedTaskType.CheckForUpdates && hub.Workspace is null)
            throw new RefusedException(new Refusal(RefusalKind.StageNotAllowed, "The hub is not connected yet; retry the connection first.", Link: $"/api/v1/hubs/{hub.Id}/retry"));
    }
}

/// <summary>What is to be started, why, and by whom.</summary>
public sealed record HubRun(AutomatedTaskType Type, TaskTrigger Trigger, Caller Actor);
