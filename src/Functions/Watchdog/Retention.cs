using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Deletes what is old, some at a time. Activity is kept for ever and is not looked at here.</summary>
public sealed partial class Retention(OldTasks tasks, EvidenceBlobs evidence, WatchdogTable state, IOptions<WatchdogOptions> options, ILogger<Retention> logger)
{
    private const string Subject = "purge";
    private const int PagesOfEvidence = 4;

    private static readonly OrchestrationRuntimeStatus[] ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>One purge, where the last one is long enough ago. Of two at once, one does it.</summary>
    public async Task RunAsync(DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(client);
        var last = await state.ReadAsync(Subject, cancel);
        if (last.WrittenAt + options.Value.PurgeInterval > now || await state.TryWriteAsync(last, cancel) is not { } mine)
            return;
        var oldTasks = await tasks.PurgeAsync(now - options.Value.KeepTasks, options.Value.PerPurge, cancel);
        var instances = await PurgeInstancesAsync(now - options.Value.KeepInstances, client, cancel);
        var (pieces, next) = await evidence.PurgeAsync(now - options.Value.KeepEvidence, last.Text, PagesOfEvidence, cancel);
        await state.TryWriteAsync(mine with { Text = next }, cancel);
        if (oldTasks + instances + pieces > 0)
            LogPurged(oldTasks, instances, pieces);
    }

    private async Task<int> PurgeInstancesAsync(DateTimeOffset madeBefore, DurableTaskClient client, CancellationToken cancel)
    {
        var old = new OrchestrationQuery(CreatedTo: madeBefore, Statuses: ended, PageSize: options.Value.PerPurge);
        var purged = 0;
        await foreach (var instance in client.GetAllInstancesAsync(old).WithCancellation(cancel))
        {
            purged += (await client.PurgeInstanceAsync(instance.InstanceId, cancel)).PurgedInstanceCount;
            if (purged >= options.Value.PerPurge)
                break;
        }
        return purged;
    }

    [LoggerMessage(LogLevel.Information, "Purged {Tasks} tasks, {Instances} instances and {Evidence} pieces of evidence")]
    private partial void LogPurged(int tasks, int instances, int evidence);
}

/// <summary>Deletes old tasks with their items.</summary>
public sealed class OldTasks(TasksTable tasks, TaskLists lists, TaskItemsTable items)
{
    /// <summary>Deletes ended tasks that were made before a time.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PurgeAsync(DateTimeOffset madeBefore, int most, CancellationToken cancel)
    {
        var purged = 0;
        foreach (var trace in await lists.MadeBeforeAsync(madeBefore, most, cancel))
        {
            if (trace.Task is { IsEnded: false })
                continue;
            await items.DeleteAsync(trace.TaskId, cancel);
            await tasks.DeleteAsync(trace, cancel);
            purged++;
        }
        return purged;
    }
}
