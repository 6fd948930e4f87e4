using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Watchdog;

/// <summary>Deletes one-time codes that people gave and nobody used: the task was cancelled, lapsed, or never came to a sign-in.</summary>
public sealed class SweepGivenCodes(GivenCodes codes)
{
    /// <summary>One look.</summary>
    [Function(nameof(SweepGivenCodes))]
    public Task Run([TimerTrigger("%WatchdogSchedule%")] TimerInfo timer, CancellationToken cancel) => codes.SweepAsync(cancel);
}
