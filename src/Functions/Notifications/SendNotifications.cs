using Microsoft.Azure.Functions.Worker;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Tells targets what happened.</summary>
public sealed class SendNotifications(NotificationRun run, OldNotifications old)
{
    // A flat name, as of the watchdog's schedule. At start-up it runs at once: what an earlier process wrote down is waiting.
    /// <summary>One round, then a purge if one is due.</summary>
    [Function(nameof(SendNotifications))]
    public async Task Run([TimerTrigger("%NotificationSchedule%", RunOnStartup = true)] TimerInfo timer, CancellationToken cancel)
    {
        await run.RunAsync(cancel);
        await old.PurgeAsync(cancel);
    }
}
