using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Looks whether people changed at all, so that no task is made where nothing is to be done.</summary>
public sealed class DirectoryPeek(PeopleChanges changes, DirectoryStateTable state, DirectorySyncs syncs, TasksTable tasks)
{
    /// <summary>Starts a sync where somebody changed, or where nobody was read yet.</summary>
    /// <param name="unasked">No notification led here.</param>
    /// <param name="client">Starts the task.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>False where a sync is under way, which may have read already: then it is to be looked again.</returns>
    /// <exception cref="AppFailureException">Graph did not answer.</exception>
    public async Task<bool> StartIfChangedAsync(bool unasked, DurableTaskClient client, CancellationToken cancel)
    {
        if ((await state.ReadPointerAsync(cancel)).TaskId is { } active && await tasks.FindAsync(active, cancel) is { IsEnded: false })
            return false;
        if (await changes.AreThereAsync(unasked, cancel))
            await syncs.StartAsync(TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
        return true;
    }
}
