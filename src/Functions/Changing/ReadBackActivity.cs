using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Syncing;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;

namespace Seatkeeper.Functions.Changing;

/// <summary>Reads everybody again after a change, where anything was sent or found done: what the list shows decides.</summary>
public sealed class ReadBackActivity(ChangeTasks tasks, ChangeItems items, HubAutomation automation, CheckBlobs blobs)
{
    /// <summary>The snapshot's reference; empty where nothing was touched.</summary>
    [Function(nameof(ReadBackActivity))]
    public async Task<AppMembersRead> Run([ActivityTrigger] ChangesToReadBack work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        if ((await items.LoadAsync(work.Step.TaskId, cancel)).Values.All(item => !ChangeItems.ProgressOf(item).IsTouched))
            return new AppMembersRead();
        var (taken, trouble) = await tasks.TakeAsync(work.Step, cancel);
        if (taken is null)
            return new AppMembersRead(Trouble: trouble);

        var (snapshot, unread) = await automation.RunAsync(taken.Hub, work.Step, async (app, run, stop) =>
        {
            var read = await app.ReadMembersAsync(run, taken.Workspace, stop);
            SnapshotCheck.ThrowIfUnusable(read);
            return read;
        }, cancel);
        return snapshot is null
            ? new AppMembersRead(Trouble: unread)
            : new AppMembersRead(await blobs.WriteAsync(taken.Hub.Id, "snapshot", snapshot, cancel), snapshot.ConfirmedTotal, snapshot.PendingTotal);
    }
}
