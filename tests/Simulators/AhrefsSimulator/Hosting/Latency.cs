using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Hosting;

internal static class Latency
{
    private static readonly TimeSpan StallStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits as long as the world is slow, and while it stalls until it no longer does.</summary>
    public static async Task WaitAsync(SimWorld world, Traffic traffic, CancellationToken cancel)
    {
        TimeSpan wait;
        lock (world.Gate) wait = world.Latency.Draw(traffic, world.Random);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, cancel);
        while (world.Latency.Stalls) await Task.Delay(StallStep, cancel);
    }
}
