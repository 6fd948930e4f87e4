using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Seatkeeper.Functions.Graph;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Works off notifications of Microsoft Graph.</summary>
public sealed class WorkGraphNotifications(GraphConnection graph, InboxWork inbox, MarkWork marks)
{
    // A flat name, as of the watchdog's schedule.
    /// <summary>One round: what came is marked, what is marked is read.</summary>
    [Function(nameof(WorkGraphNotifications))]
    public async Task Run([TimerTrigger("%GraphNotificationSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        if (!graph.IsConnected)
            return;
        await inbox.RunAsync(cancel);
        await marks.RunAsync(client, cancel);
    }
}
