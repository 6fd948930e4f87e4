using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Works off notifications of Microsoft Graph.</summary>
public sealed partial class WorkGraphNotifications(GraphConnection graph, GraphRound round, ILogger<WorkGraphNotifications> logger)
{
    // A flat name, as of the watchdog's schedule.
    /// <summary>One round: what came is marked, what is marked is read.</summary>
    [Function(nameof(WorkGraphNotifications))]
    public async Task Run([TimerTrigger("%GraphNotificationSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        if (!graph.IsConnected)
            return;
        try
        {
            await round.HearAsync(client, cancel);
        }
        catch (AppFailureException e)
        {
            LogNotHeard(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Notifications could not be worked off to the end: {Reason}")]
    private partial void LogNotHeard(string reason);
}
