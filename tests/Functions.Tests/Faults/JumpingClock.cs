namespace Seatkeeper.Functions.Tests.Faults;

/// <summary>A clock that somebody sets; what was measured with it before and after says how far.</summary>
/// <param name="running">What goes on as ever: timers, and what is measured between two moments.</param>
internal sealed class JumpingClock(TimeProvider running) : TimeProvider
{
    private long ahead;

    public JumpingClock()
        : this(TimeProvider.System)
    {
    }

    public override long TimestampFrequency => running.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => running.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public override long GetTimestamp() => running.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => running.CreateTimer(callback, state, dueTime, period);

    /// <summary>Sets it forward, or back.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
