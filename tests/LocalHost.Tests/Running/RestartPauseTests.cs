using LocalHost.Workers;

namespace LocalHost.Tests.Running;

public sealed class RestartPauseTests
{
    private readonly RestartPause pause = new();

    [Fact]
    public void Grows_also_for_workers_that_crash_right_after_they_were_ready() =>
        Assert.Equal([200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000], Enumerable.Range(0, 9).Select(_ => pause.After(TimeSpan.FromSeconds(1)).TotalMilliseconds));

    [Fact]
    public void Is_short_again_after_a_worker_that_served_a_while()
    {
        for (var crashes = 0; crashes < 5; crashes++)
            pause.After(TimeSpan.Zero);

        Assert.Equal(200, pause.After(TimeSpan.FromMinutes(1)).TotalMilliseconds);
        Assert.Equal(400, pause.After(TimeSpan.Zero).TotalMilliseconds);
    }
}
