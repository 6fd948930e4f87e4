using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Connecting;

/// <summary>Pins the workspace to the hub, unless another hub has it, and saves the hub as connected, its connector as Owner.</summary>
public sealed class SaveConnectedHubActivity(HubsTable hubs, WorkspacePins pins, HubPeopleTable people, TasksTable tasks, HubActivity activity)
{
    /// <summary>Saves; a second time, the same comes of it.</summary>
    [Function(nameof(SaveConnectedHubActivity))]
    public async Task<ConnectionSaved> Run([ActivityTrigger] ConnectionToSave work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (step, connection) = work;
        if (await hubs.GetAsync(step.HubId, cancel) is not { } hub)
            return Refuse(FailureKind.Cancelled, "The hub is gone.");
        if (hub.State is HubState.Removing or HubState.Removed)
            return Refuse(FailureKind.Cancelled, "The hub is being removed.");
        // One that was known by its name alone may be told with its id by now.
        if (hub.Workspace is { } pinned && pinned.Id != connection.Workspace.Id && (pinned.HasId || pinned.Name != connection.Workspace.Name))
            return Refuse(FailureKind.WrongWorkspace, $"The hub belongs to {pinned.Name}; {connection.Workspace.Name} is open.");
        if (await pins.FindRefusalAsync(hub, connection.Workspace, cancel) is { } taken)
            return Refuse(FailureKind.WorkspaceAlreadyConnected, taken);

        if ((await people.ListOwnersAsync(hub.Id, cancel)).Count == 0)
            await people.PutOwnerAsync(new HubPerson(hub.Id, hub.CreatedById, HubRole.Owner, hub.CreatedAt), cancel);
        await hubs.ChangeAsync(hub.Id, now => HubHealth.Recovered(now) with { Workspace = connection.Workspace, OperatorEmail = connection.OperatorEmail }, cancel);
        if (await tasks.FindAsync(step.TaskId, cancel) is { } task)
            await activity.ConnectedAsync(hub, task, connection.Workspace, cancel);

        // From the task's own id, so that a repeated step names the same check.
        return new ConnectionSaved(HubTasks.CheckOf(step.TaskId));
    }

    private static ConnectionSaved Refuse(FailureKind kind, string detail) => new(Trouble: new StepTrouble(new Failure(kind, Detail: detail)));
}
