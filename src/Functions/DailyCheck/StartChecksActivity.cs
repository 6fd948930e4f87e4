using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>Starts the checks of some hubs by the same entry that the API uses, so that a hub has one check at a time.</summary>
public sealed partial class StartChecksActivity(HubsTable hubs, HubTasks starter, ILogger<StartChecksActivity> logger)
{
    /// <summary>
    /// Starts what is due. Tried again after a crash, a hub whose check still runs gets no second one, nor one whose check was good.
    /// </summary>
    [Function(nameof(StartChecksActivity))]
    public async Task<StartedChecks> Run([ActivityTrigger] HubsToCheck due, [DurableClient] DurableTaskClient client, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(due);
        int started = 0, failed = 0;
        foreach (var hubId in due.HubIds)
        {
            try
            {
                if (await hubs.GetAsync(hubId, cancel) is not { } hub || !CheckDue.IsDue(hub, due.Since))
                    continue;
                await starter.StartCheckAsync(hubId, TaskTrigger.DailyCheck, StartDailyCheck.Seatkeeper, client, cancel);
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
