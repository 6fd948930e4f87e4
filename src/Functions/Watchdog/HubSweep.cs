using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Connecting;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>
/// Finishes what was cut short between a hub's naming a task and the task's row: without it the hub would say for ever that it is
/// connecting, or being removed; tells what was set of a hub and what it needed a person for, where nobody has told it; and forgets a question whose change has ended. May run twice, or two at once: a task comes of its id once.
/// </summary>
public sealed partial class HubSweep(HubsTable hubs, HubMends mends, IOptions<WatchdogOptions> options, ILogger<HubSweep> logger)
{
    /// <summary>Looks at every hub.</summary>
    public async Task RunAsync(DateTimeOffset now, DurableTaskClient client, CancellationToken cancel)
    {
        var attention = 0;
        await foreach (var hub in hubs.ListAsync(afterHubId: null, cancel))
        {
            if (hub.State == HubState.NeedsAttention) attention++;
            // A start in progress needs moments for its row.
            if (hub.StoredAt + options.Value.StartGrace > now)
                continue;
            try
            {
                await MendAsync(hub, client, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Broad, because one hub that cannot be mended must not keep the watchdog from the others; the next sweep tries again.
                LogNotFinished(hub.Id, e);
            }
        }

        TaskMeters.NeedAttention(attention);
    }

    private async Task MendAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        await mends.Attention.TellAsync(hub, cancel);
        await mends.Pointers.ForgetEndedAsync(hub, cancel);
        if (await mends.FinishStartAsync(hub, client, cancel))
            LogCutShort(hub.ActiveTaskId, hub.Id);
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} of hub {HubId} was named and never recorded; it was started now")]
    private partial void LogCutShort(string? taskId, string hubId);

    [LoggerMessage(LogLevel.Error, "The watchdog could not finish what hub {HubId} had begun")]
    private partial void LogNotFinished(string hubId, Exception e);
}

/// <summary>What mends hubs.</summary>
public sealed record HubMends(HubTasks Tasks, HubReservations Reservations, HubRemovals Removals, HubTrail Attention, HubPointers Pointers)
{
    /// <summary>Starts what a hub names and nobody recorded: its removal, or the connection or check that was cut short.</summary>
    /// <returns>Whether a connection or check was. A connection whose identifier or account another hub has is not: nothing of its hub is left.</returns>
    public async Task<bool> FinishStartAsync(Hub hub, DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        await Removals.FinishStartAsync(hub, client, cancel);
        // While it is being removed, nothing else is started.
        if (hub.State == HubState.Removing || !await Tasks.IsCutShortAsync(hub, cancel))
            return false;
        if (hub.ActiveTaskId == HubTasks.IdOf(hub.Id, AutomatedTaskType.ConnectHub, 1))
            return await Reservations.FinishAsync(hub, client, cancel) is not null;
        await Tasks.FinishAsync(hub, StartDailyCheck.Seatkeeper, client, cancel);
        return true;
    }
}
