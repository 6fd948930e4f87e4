using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Seatkeeper.Functions.Groups;

/// <summary>The clock of the grace: reads groups again in which somebody was missed.</summary>
public sealed class ReadLeftGroups(LeftGroups left, TimeProvider clock)
{
    // The setting has a flat name, as those of the other timers.
    /// <summary>One round.</summary>
    [Function(nameof(ReadLeftGroups))]
    public Task Run([TimerTrigger("%GroupReadSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        left.RunAsync(clock.GetUtcNow(), client, cancel);
}
