using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Syncing;

/// <summary>Reads everybody from the app and keeps the snapshot; what cannot be true is refused here already, so that no snapshot of it exists.</summary>
public sealed class SnapshotReads(HubAutomation automation, CheckBlobs blobs, HubsTable hubs)
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
        if (snapshot is null)
            return new AppMembersRead(Trouble: trouble);
        if (snapshot.Workspace.HasId && snapshot.Workspace.Name != workspace.Name)
            await RenameAsync(hub.Id, snapshot.Workspace, cancel);
        return new AppMembersRead(await blobs.WriteAsync(hub.Id, "snapshot", snapshot, cancel), snapshot.ConfirmedTotal, snapshot.PendingTotal);
    }

    // By its name alone another hub may be connected to it: then the name has to be the one that it has now.
    private Task<Hub?> RenameAsync(string hubId, AppWorkspace seen, CancellationToken cancel) =>
        hubs.ChangeAsync(hubId, now => now.Workspace?.Id == seen.Id ? now with { Workspace = seen } : now, cancel);
}
