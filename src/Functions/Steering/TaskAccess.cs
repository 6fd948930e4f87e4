using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Steering;

/// <summary>Who may see a task, and who may steer it.</summary>
public sealed class TaskAccess(TasksTable tasks, HubsTable hubs, HubPeopleTable people)
{
    /// <summary>A task for reading: for Owners of its hub, for whoever started it, and for workspace Owner and SuperAdmin.</summary>
    public async Task<AutomatedTask> ReadAsync(string taskId, Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var task = await FindAsync(taskId, cancel);
        if (IsStarter(task, caller))
            return task;
        return await OfHubAsync(task.HubId, caller, cancel) switch
        {
            HubAccess.None => throw NotThere(taskId),
            HubAccess.Name => throw new RefusedException(RefusalKind.NotAllowed, "Only Owners of the hub see its tasks."),
            _ => task,
        };
    }

    /// <summary>
    /// A task for looking at its evidence, which shows other people: for Owners of its hub, and for workspace Owner and SuperAdmin. A
    /// hub that has no Owner before it is connected has whoever connects it.
    /// </summary>
    public async Task<AutomatedTask> ReadEvidenceAsync(string taskId, Caller caller, CancellationToken cancel)
    {
        var task = await ReadAsync(taskId, caller, cancel);
        if (await OfHubAsync(task.HubId, caller, cancel) is HubAccess.Manage or HubAccess.Read || await ConnectsAsync(task, caller, cancel))
            return task;
        throw new RefusedException(RefusalKind.NotAllowed, "What the app's pages showed is for Owners of the hub.");
    }

    /// <summary>
    /// A task for steering: for Owners of its hub. Whoever started a task may stop it, and may steer the connection of a hub
    /// that has no Owner, as long as they may connect hubs; of one that others own by now it is for those. What is done with a person's
    /// own account is theirs alone.
    /// </summary>
    public async Task<AutomatedTask> SteerAsync(string taskId, TaskAction action, Caller caller, CancellationToken cancel)
    {
        var task = await ReadAsync(taskId, caller, cancel);
        var isOwn = task.Type.ConcernsOwnAccount();
        var started = IsStarter(task, caller) && (action == TaskAction.Cancel || isOwn || await ConnectsUnownedAsync(task, cancel));
        if (isOwn && !started)
            throw new RefusedException(RefusalKind.NotAllowed, "Only whoever the account belongs to steers what is done with it.");
        // Their role may be another one than when they started it.
        if (started && !isOwn && action != TaskAction.Cancel)
            caller.Require(AccessRules.MayConnectHubs(caller.Role), "connect hubs");
        if (started || await OfHubAsync(task.HubId, caller, cancel) == HubAccess.Manage)
            return task;
        throw new RefusedException(
            RefusalKind.NotAllowed,
            task.HubId is null ? "Only Owner and SuperAdmin of the workspace steer this task." : "Only Owners of the hub steer its tasks; take the hub over first.");
    }

    /// <summary>What a list without a hub shows: everything, or the caller's own hubs and what they started.</summary>
    public async Task<TaskScope> ScopeAsync(Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (AccessRules.MayTakeOver(caller.Role))
            return new TaskScope(All: true, []);
        var roles = await people.ListHubsOfAsync(caller.Id, cancel);
        var owned = roles.Where(hub => AccessRules.Of(caller.Role, hub.Value) == HubAccess.Manage).Select(hub => hub.Key).ToList();
        return new TaskScope(All: false, owned, caller.Id == PersonId.OfSeatkeeper ? null : caller.Id);
    }

    /// <summary>What a list of one hub shows.</summary>
    public async Task<TaskScope> ScopeAsync(string hubId, Caller caller, CancellationToken cancel)
    {
        var access = await hubs.GetAsync(hubId, cancel) is null ? HubAccess.None : await OfHubAsync(hubId, caller, cancel);
        return access switch
        {
            HubAccess.None => throw new RefusedException(RefusalKind.NotFound, "There is no such hub."),
            HubAccess.Name => throw new RefusedException(RefusalKind.NotAllowed, "Only Owners of the hub see its tasks."),
            _ => new TaskScope(All: false, [hubId]),
        };
    }

    // A row of a person under Seatkeeper's own id may be older than the rule against it: what nobody asked for is not theirs.
    private static bool IsStarter(AutomatedTask task, Caller caller) => task.ActorId == caller.Id && caller.Id != PersonId.OfSeatkeeper;

    private async Task<bool> ConnectsAsync(AutomatedTask task, Caller caller, CancellationToken cancel) =>
        IsStarter(task, caller) && AccessRules.MayConnectHubs(caller.Role) && await ConnectsUnownedAsync(task, cancel);

    private async Task<bool> ConnectsUnownedAsync(AutomatedTask task, CancellationToken cancel) =>
        task is { Type: AutomatedTaskType.ConnectHub, HubId: { } hubId } && (await people.ListOwnersAsync(hubId, cancel)).Count == 0;

    private async Task<AutomatedTask> FindAsync(string taskId, CancellationToken cancel) =>
        TaskStarter.IsId(taskId) && await tasks.FindAsync(taskId, cancel) is { } task ? task : throw NotThere(taskId);

    // A task without a hub is the workspace's own: whoever may take over any hub steers it.
    private async Task<HubAccess> OfHubAsync(string? hubId, Caller caller, CancellationToken cancel)
    {
        if (hubId is null)
            return AccessRules.MayTakeOver(caller.Role) ? HubAccess.Manage : HubAccess.None;
        return AccessRules.Of(caller.Role, await people.FindRoleAsync(hubId, caller.Id, cancel));
    }

    private static RefusedException NotThere(string taskId) => new(RefusalKind.NotFound, $"There is no task {(TaskStarter.IsId(taskId) ? taskId : "of that id")}.");
}
