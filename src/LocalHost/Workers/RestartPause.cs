namespace LocalHost.Workers;

/// <summary>How long to wait before another worker is started: longer each time, until one has served a while.</summary>
internal sealed class RestartPause
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    private TimeSpan next = Shortest;

    /// <summary>The pause after a worker that took work for so long; zero for one that never did.</summary>
    public TimeSpan After(TimeSpan served)
    {
        var pause = served >= Settled ? Shortest : next;
        next = pause * 2 < Longest ? pause * 2 : Longest;
        return pause;
    }
}
