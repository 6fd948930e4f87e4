using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Reads everybody from the app; what cannot be true is refused here already, so that no snapshot of it exists.</summary>
public sealed class ReadAppMembersActivity(HubPointers pointers, HubAutomation automation, CheckBlobs blobs)
{
    /// <summary>The snapshot's reference.</summary>
    [Function(nameof(ReadAppMembersActivity))]
    public async Task<AppMembersRead> Run([ActivityTrigger] AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (await pointers.TakeAsync(step.HubId, step.TaskId, cancel) is not { } hub)
            return new AppMembersRead(Trouble: new StepTrouble(new Failure(FailureKind.Cancelled, Detail: "Another task works on the hub.")));
        if (hub.Workspace is not { } workspace)
            return new AppMembersRead(Trouble: new StepTrouble(new Failure(FailureKind.WorkspaceNotChosen, Detail: "The hub is not connected.")));

        var (snapshot, trouble) = await automation.RunAsync(hub, step, async (app, run, stop) =>
        {
            var read = await app.ReadMembersAsync(run, workspace, stop);
            SnapshotCheck.ThrowIfUnusable(read);
            return read;
        }, cancel);
        return snapshot is null
            ? new AppMembersRead(Trouble: trouble)
            : new AppMembersRead(await blobs.WriteAsync(hub.Id, "snapshot", snapshot, cancel), snapshot.ConfirmedTotal, snapshot.PendingTotal);
    }
}
