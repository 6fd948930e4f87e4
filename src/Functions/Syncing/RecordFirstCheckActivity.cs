using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Makes the row of a hub's first check, and hands it the hub's pointer, which the connection held until now.</summary>
public sealed class RecordFirstCheckActivity(HubsTable hubs, TasksTable tasks)
{
    /// <summary>Records the check; a second time, nothing happens.</summary>
    [Function(nameof(RecordFirstCheckActivity))]
    public async Task Run([ActivityTrigger] CheckToRun check, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (check.ConnectTaskId is null || await tasks.FindAsync(check.ConnectTaskId, cancel) is not { } connection)
            return;

        // On whose behalf: whoever connects the hub. Their role was looked at when they did.
        var actor = new Caller(connection.ActorId, connection.ActorName, WorkspaceRole.User, IsPerson: true, InPerson: false);
        await tasks.InsertAsync(HubTasks.New(check.TaskId, check.HubId, new HubRun(AutomatedTaskType.CheckForUpdates, connection.Trigger, actor)), cancel);
        // Whoever stopped the connection before there was this row could not tell it; from here on they can.
        if (await tasks.FindAsync(connection.Id, cancel) is { Cancellation: { } stopped })
            await tasks.ChangeAsync(check.TaskId, row => TaskChanges.Cancel(row, stopped), cancel);
        await hubs.ChangeAsync(check.HubId, hub => hub.ActiveTaskId == connection.Id ? hub with { ActiveTaskId = check.TaskId } : hub, cancel);
    }
}
