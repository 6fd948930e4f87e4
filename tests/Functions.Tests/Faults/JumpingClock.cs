namespace Seatkeeper.Functions.Tests.Faults;

/// <summary>The machine's clock, until somebody sets it. Stopwatches and timers go on as ever.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    /// <summary>Sets it forward, or back.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
