using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Gathers what a diagnosis is made from.</summary>
public sealed class Examination(TasksTable tasks, TimeProvider clock, IOptions<WatchdogOptions> options)
{
    /// <summary>What has to be done about a task that has not ended.</summary>
    internal async Task<Diagnosis> OfAsync(AutomatedTask task, DurableTaskClient client, CancellationToken cancel)
    {
        var instance = await client.GetInstanceAsync(task.Id, cancel);
        // A connection ends after its check, which may wait for a person for days.
        var part = task.Type == AutomatedTaskType.ConnectHub ? await tasks.FindAsync(HubTasks.CheckOf(task.Id), cancel) : null;
        return Diagnosis.Of(task, instance?.RuntimeStatus, clock.GetUtcNow(), options.Value, part);
    }
}
