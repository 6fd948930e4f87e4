namespace Seatkeeper.AhrefsSimulator.Worlds;

/// <summary>A world's time: the real one plus what the test added. The skew is what the site's own clock is wrong by.</summary>
public sealed class SimClock(TimeProvider time)
{
    private TimeSpan offset;

    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => time.GetUtcNow() + offset;

    /// <summary>What the site believes: checks of codes and the Date header go by it.</summary>
    public DateTimeOffset SiteNow => Now + Skew;

    public DateTimeOffset WallNow => time.GetUtcNow();

    public TimeSpan Offset => offset;

    public void Advance(TimeSpan by) => offset += by;
}
