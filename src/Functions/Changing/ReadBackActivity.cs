using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Reads everybody again after a change, where anything was sent, found done, or said to be so already: what the list shows decides.</summary>
public sealed class ReadBackActivity(ChangeTasks tasks, ChangeItems items, ChangePlans plans, SnapshotReads reads)
{
    /// <summary>The snapshot's reference; empty where nothing was touched.</summary>
    [Function(nameof(ReadBackActivity))]
    public async Task<AppMembersRead> Run([ActivityTrigger] ChangesToReadBack work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        // From here on the task waits for nobody: what it asked a person has no time limit any more.
        await tasks.MarkAsync(new TaskMark(work.Step.TaskId, work.Step.ExecutionId, AutomatedTaskStatus.InProgress, "Reads the members again"), cancel);
        if (!await IsWorthReadingAsync(work, cancel))
            return new AppMembersRead();
        var (taken, trouble) = await tasks.TakeAsync(work.Step, cancel);
        return taken is null
            ? new AppMembersRead(Trouble: trouble)
            : await reads.ReadAsync(taken.Hub, taken.Workspace, work.Step, cancel);
    }

    private async Task<bool> IsWorthReadingAsync(ChangesToReadBack work, CancellationToken cancel)
    {
        if ((await items.LoadAsync(work.Step.TaskId, cancel)).Values.Any(item => ChangeItems.ProgressOf(item).IsTouched))
            return true;
        return (await plans.ReadAsync(work.Plan, cancel)).Items.Any(item => item.AlreadySo is not null);
    }
}
