using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>
/// Finishes what was cut short between a hub's naming a task and the task's row: without it the hub would say for ever that it is
/// connecting. May run twice, or two at once: a task comes of its id once.
/// </summary>
public sealed partial class HubSweep(HubsTable hubs, HubTasks tasks, HubReservations reservations, IOptions<WatchdogOptions> options, ILogger<HubSweep> logger)
{
    /// <summary>Looks at every hub that names a task.</summary>
    public async Task RunAsync(DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        await foreach (var hub in hubs.ListAsync(afterHubId: null, cancel))
        {
            // A start in progress needs moments for its row.
            if (hub.ActiveTaskId is null || hub.StoredAt + options.Value.StartGrace > now)
                continue;
            try
            {
                if (await tasks.IsCutShortAsync(hub, cancel))
                    await FinishAsync(hub, client, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Broad, because one hub that cannot be mended must not keep the watchdog from the others; the next sweep tries again.
                LogNotFinished(hub.Id, e);
            }
        }
    }

    private async Task FinishAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        LogCutShort(hub.ActiveTaskId, hub.Id);
        if (hub.ActiveTaskId == HubTasks.IdOf(hub.Id, AutomatedTaskType.ConnectHub, 1))
            await reservations.FinishAsync(hub, client, cancel);
        else
            await tasks.FinishAsync(hub, StartDailyCheck.Seatkeeper, client, cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} of hub {HubId} was named and never recorded; it is started now")]
    private partial void LogCutShort(string? taskId, string hubId);

    [LoggerMessage(LogLevel.Error, "The watchdog could not finish what hub {HubId} had begun")]
    private partial void LogNotFinished(string hubId, Exception e);
}
