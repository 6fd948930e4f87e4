using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Starts the checks of some hubs by the same entry that the API uses, so that a hub has one check at a time.</summary>
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
                if (await starts.Hubs.GetAsync(hubId, cancel) is not { } hub || !CheckDue.IsDue(hub, due.Since, starts.Clock.GetUtcNow()))
                    continue;
                await starts.Tasks.StartCheckAsync(hubId, TaskTrigger.DailyCheck, StartDailyCheck.Seatkeeper, client, cancel);
                started++;
            }
            catch (RefusedException e)
            {
                LogPassedOver(hubId, e.Message);
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

    [LoggerMessage(LogLevel.Information, "The daily check passes hub {HubId} over: {Reason}")]
    private partial void LogPassedOver(string hubId, string reason);

    [LoggerMessage(LogLevel.Error, "The daily check could not start the check of hub {HubId}")]
    private partial void LogNotStarted(string hubId, Exception e);
}

/// <summary>What starts checks, and knows which are open.</summary>
public sealed record CheckStarts(HubsTable Hubs, HubTasks Tasks, TaskLists Open, TimeProvider Clock);
