using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Reads everybody from the app and keeps the snapshot; what cannot be true is refused here already, so that no snapshot of it exists.</summary>
public sealed class SnapshotReads(HubAutomation automation, CheckBlobs blobs)
{
    /// <summary>Reads once.</summary>
    /// <returns>The snapshot's reference, or why there is none.</returns>
    public async Task<AppMembersRead> ReadAsync(Hub hub, AppWorkspace workspace, AutomationStep step, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
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
