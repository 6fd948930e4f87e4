namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>A world's time: the real one plus what the test added.</summary>
public sealed class SimClock(TimeProvider time)
{
    public TimeSpan Offset { get; set; }

    public DateTimeOffset Now => time.GetUtcNow() + Offset;

    public DateTimeOffset WallNow => time.GetUtcNow();
}
