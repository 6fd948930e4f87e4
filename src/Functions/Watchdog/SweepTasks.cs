using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>The watchdog: looks after tasks that nobody else looks after, and deletes what is old.</summary>
public sealed class SweepTasks(TaskSweep sweep, HubSweep hubs, ProvisionSweep provisioning, Upkeep upkeep, TimeProvider clock)
{
    // The setting has a flat name: binding expressions cannot hold "__", and the part of Azure that wakes sleeping apps does not
    // read nested ones. At start-up it runs at once, because a crash is what it is there for.
    /// <summary>One bounded sweep, then a purge if one is due.</summary>
    [Function(nameof(SweepTasks))]
    public async Task Run([TimerTrigger("%WatchdogSchedule%", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        await sweep.RunAsync(client, cancel);
        await hubs.RunAsync(clock.GetUtcNow(), client, cancel);
        await provisioning.RunAsync(clock.GetUtcNow(), client, cancel);
        await upkeep.RunAsync(clock.GetUtcNow(), client, cancel);
        TaskMeters.Swept();
    }
}
