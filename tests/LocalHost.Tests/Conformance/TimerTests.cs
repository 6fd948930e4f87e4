using LocalHost.Tests.Hosting;

namespace LocalHost.Tests.Conformance;

public sealed class TimerTests(SharedHost host)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_at_startup_what_asks_for_it() =>
        Assert.Contains("\"IsPastDue\":false", (await host.Caller.JournalAsync("AtStart", 1, Cancel))[0], StringComparison.Ordinal);

    [Fact]
    public async Task Gives_a_timer_its_durable_client()
    {
        await host.Caller.FireAsync("StartsFlow", Cancel);
        await host.Caller.JournalAsync("started by a timer", 1, Cancel);
    }

    [Fact]
    public async Task Never_runs_a_timer_twice_at_once()
    {
        Assert.SkipWhen(SharedHost.IsForeign, "The real host holds only the schedule's own runs apart, not those fired by hand.");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => host.Caller.FireAsync("Lingering", Cancel)));
        Assert.All(await host.Caller.JournalAsync("Lingering", 3, Cancel), line => Assert.Equal("Lingering alone", line));
    }
}
