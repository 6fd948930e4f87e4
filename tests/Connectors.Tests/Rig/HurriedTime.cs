namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>The real time, but nobody waits for the next one-time code: both clocks, ours and the site's, go to its beginning at once.</summary>
/// <param name="siteToo">Puts the site's clock forward.</param>
internal sealed class HurriedTime(Func<TimeSpan, Task> siteToo) : TimeProvider
{
    private const int CodeSeconds = 30;
    private long ahead;

    /// <summary>Longer than any wait for a code, so that the two cannot be taken for one another.</summary>
    public static TimeSpan StepTimeout { get; } = TimeSpan.FromSeconds(45);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!IsForTheNextCode(dueTime))
            return System.CreateTimer(callback, state, dueTime, period);
        var timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = HurryAsync(timer, dueTime);
        return timer;
    }

    private bool IsForTheNextCode(TimeSpan dueTime) =>
        dueTime > TimeSpan.FromSeconds(1) && dueTime < TimeSpan.FromSeconds(CodeSeconds + 1)
        && (GetUtcNow() + dueTime).ToUnixTimeMilliseconds() % (CodeSeconds * 1000) < 1000;

    private async Task HurryAsync(ITimer timer, TimeSpan dueTime)
    {
        await siteToo(dueTime);
        Interlocked.Add(ref ahead, dueTime.Ticks);
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
