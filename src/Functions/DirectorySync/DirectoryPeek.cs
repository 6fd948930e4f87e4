using Microsoft.DurableTask.Client;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DirectorySync;

/// <summary>Looks whether people changed at all, so that no task is made where nothing is to be done.</summary>
public sealed class DirectoryPeek(GraphUsers graph, GraphPauses pauses, DirectoryStateTable state, DirectorySyncs syncs, TasksTable tasks)
{
    /// <summary>Starts a sync where somebody changed, or where nobody was read yet.</summary>
    /// <returns>False where a sync is under way, which may have read already: then it is to be looked again.</returns>
    /// <exception cref="AppFailureException">Graph did not answer.</exception>
    public async Task<bool> StartIfChangedAsync(DurableTaskClient client, CancellationToken cancel)
    {
        if ((await state.ReadPointerAsync(cancel)).TaskId is { } active && await tasks.FindAsync(active, cancel) is { IsEnded: false })
            return false;
        var checkpoint = await state.ReadAsync(DirectoryReading.Subject, cancel);
        if (!await pauses.ObeyAsync(() => IsQuietAsync(checkpoint, cancel), cancel))
            await syncs.StartAsync(TaskTrigger.GroupChange, StartDailyCheck.Seatkeeper, client, cancel);
        return true;
    }

    private async Task<bool> IsQuietAsync(DirectoryCheckpoint checkpoint, CancellationToken cancel)
    {
        if (checkpoint.Link is null || checkpoint.Next is not null)
            return false;
        try
        {
            var page = await graph.ReadAsync(checkpoint.Link, cancel);
            if (page.People.Count > 0 || page.DeltaLink is null)
                return false;
            await state.TryWriteAsync(checkpoint with { Link = page.DeltaLink }, cancel);
            return true;
        }
        catch (DeltaEndedException)
        {
            return false;
        }
    }
}
