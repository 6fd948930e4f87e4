using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Removing;
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
        // What it failed with is told only to who asks for everything.
        var cause = instance?.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? (await client.GetInstanceAsync(task.Id, getInputsAndOutputs: true, cancel))?.FailureDetails : null;
        var part = TaskStopping.PartOf(task) is { } id ? await tasks.FindAsync(id, cancel) : null;
        return Diagnosis.Of(task, instance?.RuntimeStatus, clock.GetUtcNow(), options.Value, part, cause);
    }
}
