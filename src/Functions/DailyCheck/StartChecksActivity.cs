using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>
/// Starts the checks of some hubs by the same entry that the API uses, so that a hub has one check at a time; and once a day the run of
/// each that groups give seats in, whatever was told it of them.
/// </summary>
public sealed partial class StartChecksActivity(CheckStarts starts, IOptions<DailyCheckOptions> options, ILogger<StartChecksActivity> logger)
{
    /// <summary>
    /// Starts what is due, where there is room for it. Tried again after a crash, a hub whose check still runs gets no second one, nor one whose check was good.
    /// </summary>
    [Function(nameof(StartChecksActivity))]
    public async Task<StartedChecks> Run([ActivityTrigger] HubsToCheck due, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(due);
        if (CheckRoom.WaitFor(due, await starts.Open.CountDailyChecksAsync(options.Value.MostOpen, cancel), options.Value) is { } wait)
            return new StartedChecks(0, 0, wait);
        int started = 0, failed = 0;
        foreach (var hubId in due.HubIds)
        {
            try
            {
                if (await starts.Hubs.GetAsync(hubId, cancel) is not { } hub)
                    continue;
                started += await TryStartAsync(hub, due, client, cancel) ? 1 : 0;
                // Behind the check, which takes no hub that a run has.
                await starts.Groups.TellDailyAsync(hub, due.Since, client, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException && !StorageTrouble.IsAway(e))
            {
                // Broad, because one hub that cannot be checked must not keep the others from it. Storage that is away concerns all
                // of them: that one goes up, and the step is tried again.
                LogNotStarted(hubId, e);
                failed++;
            }
        }
        return new StartedChecks(started, failed);
    }

    private async Task<bool> TryStartAsync(Hub hub, HubsToCheck due, DurableTaskClient client, CancellationToken cancel)
    {
        try
        {
            if (!CheckDue.IsDue(hub, due.Since, starts.Clock.GetUtcNow()))
                return false;
            await starts.Tasks.StartCheckAsync(hub.Id, TaskTrigger.DailyCheck, StartDailyCheck.Seatkeeper, client, cancel);
            return true;
        }
        catch (RefusedException e)
        {
            LogPassedOver(hub.Id, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The daily check passes hub {HubId} over: {Reason}")]
    private partial void LogPassedOver(string hubId, string reason);

    [LoggerMessage(LogLevel.Error, "The daily check could not start the check of hub {HubId}")]
    private partial void LogNotStarted(string hubId, Exception e);
}

/// <summary>What starts checks, knows which are open, and tells hubs of their groups.</summary>
public sealed record CheckStarts(HubsTable Hubs, HubTasks Tasks, TaskLists Open, GroupNews Groups, TimeProvider Clock);
