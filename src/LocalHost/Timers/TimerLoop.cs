using LocalHost.Functions;

namespace LocalHost.Timers;

/// <summary>Waits for a timer's times and has it run; makes up one run that was missed while this host was down.</summary>
internal sealed class TimerLoop(FunctionDescription function, TimerSchedule schedule, TimerRunner runner, ScheduleStore store, TimeProvider clock)
{
    // The longest wait that a timer of the runtime takes is about 49 days; shorter pieces also notice a changed clock.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private bool isMonitored;

    public async Task RunAsync(CancellationToken stopping)
    {
        isMonitored = function.Trigger.Flag("useMonitor", otherwise: true) && !schedule.IsOften(clock.GetUtcNow());
        var status = await StartAsync(stopping);
        while (true)
        {
            while (status.Next - clock.GetUtcNow().UtcDateTime is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, stopping);
            status = await RunOnceAsync(status, isPastDue: false, stopping);
        }
    }

    private async Task<ScheduleStatus> StartAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var kept = isMonitored ? await store.ReadAsync(function.Name, stopping) : null;
        // When the schedule was changed meanwhile, what was due by the old one is not missed.
        if (kept is not null && schedule.Next(Utc(kept.LastUpdated)).UtcDateTime != kept.Next.ToUniversalTime())
            kept = null;
        if (kept is not null && Utc(kept.Next) <= now)
            return await RunOnceAsync(kept, isPastDue: true, stopping);
        if (function.Trigger.Flag("runOnStartup", otherwise: false))
            return await RunOnceAsync(kept, isPastDue: false, stopping);
        if (kept is not null)
            return kept with { Next = kept.Next.ToUniversalTime() };
        var begun = new ScheduleStatus(default, schedule.Next(now).UtcDateTime, now.UtcDateTime);
        await KeepAsync(begun, stopping);
        return begun;
    }

    // The next time is reckoned from the start of this run; if it passes during the run, the next run follows at once.
    private async Task<ScheduleStatus> RunOnceAsync(ScheduleStatus? status, bool isPastDue, CancellationToken stopping)
    {
        var begun = clock.GetUtcNow();
        await runner.RunAsync(isMonitored ? status : null, isPastDue, stopping);
        stopping.ThrowIfCancellationRequested();
        var renewed = new ScheduleStatus(begun.UtcDateTime, schedule.Next(begun).UtcDateTime, begun.UtcDateTime);
        await KeepAsync(renewed, stopping);
        return renewed;
    }

    private async Task KeepAsync(ScheduleStatus status, CancellationToken cancel)
    {
        if (isMonitored)
            await store.WriteAsync(function.Name, status, cancel);
    }

    private static DateTimeOffset Utc(DateTime time) => new(time.ToUniversalTime());
}
