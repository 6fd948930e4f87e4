using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Tests.Browser;

public sealed class PageLoadPacerTests
{
    private readonly SetClock time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holds_the_load_that_would_be_one_too_many_in_a_minute()
    {
        var pacer = new PageLoadPacer(2, time);
        await pacer.WaitForTurnAsync("one", Cancel);
        time.Advance(TimeSpan.FromSeconds(20));
        await pacer.WaitForTurnAsync("one", Cancel);

        var third = pacer.WaitForTurnAsync("one", Cancel);
        Assert.False(third.IsCompleted);
        await pacer.WaitForTurnAsync("another", Cancel);
        time.Advance(TimeSpan.FromSeconds(39));
        Assert.False(third.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await third;
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nobody_wait_longer()
    {
        var pacer = new PageLoadPacer(1, time);
        await pacer.WaitForTurnAsync("one", Cancel);
        pacer.Pause("one", TimeSpan.FromSeconds(30));
        time.Off = TimeSpan.FromHours(-1);

        var second = pacer.WaitForTurnAsync("one", Cancel);
        time.Advance(TimeSpan.FromSeconds(61));

        await second;
        Assert.Null(pacer.PauseOf("one"));
    }

    [Fact]
    public void A_site_without_limit_is_never_waited_for() => Assert.True(new PageLoadPacer(loadsPerMinute: null, time).WaitForTurnAsync("one", Cancel).IsCompletedSuccessfully);

    [Fact]
    public void A_pause_is_the_whole_accounts_and_the_longer_one_counts()
    {
        var pacer = new PageLoadPacer(2, time);
        pacer.Pause("one", TimeSpan.FromSeconds(30));
        pacer.Pause("one", TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.FromSeconds(30), pacer.PauseOf("one"));
        Assert.Null(pacer.PauseOf("another"));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(pacer.PauseOf("one"));
    }

    // Somebody sets the clock; a stopwatch and timers go on as before.
    private sealed class SetClock : FakeTimeProvider
    {
        public TimeSpan Off { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Off;

        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }
}
