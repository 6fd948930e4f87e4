using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.Browser;

/// <summary>A browser and what is signed in there grow old by the time that passes, also where the clock is set back by hours meanwhile.</summary>
public sealed class ClockSetBackTests
{
    private static readonly NavigationPolicy policy = new(new Uri("http://localhost"), []);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_context_that_is_signed_in_is_given_out_no_longer_than_it_is_kept()
    {
        var clock = new SetClock();
        await using var browser = Site.NewBrowser(Site.NewOptions(maxSessions: 1), clock);
        var first = await browser.OpenAsync("one", stored: null, policy, Cancel);
        first.WarmVersion = "1";
        await first.DisposeAsync();

        clock.SetBack();
        clock.Advance(TimeSpan.FromMinutes(5));

        await using var later = await browser.OpenAsync("one", new StoredSession("1", "{}"), policy, Cancel);
        Assert.NotSame(first.Context, later.Context);
    }

    [Fact]
    public async Task A_browser_gives_way_to_another_at_its_age()
    {
        var clock = new SetClock();
        var options = Site.NewOptions(maxSessions: 1);
        options.WarmFor = options.RecycleAfter * 2;
        await using var browser = Site.NewBrowser(options, clock);
        await (await browser.OpenAsync("one", stored: null, policy, Cancel)).DisposeAsync();
        var old = browser.Running;

        clock.SetBack();
        clock.Advance(options.RecycleAfter);

        await using var later = await browser.OpenAsync("one", stored: null, policy, Cancel);
        Assert.NotSame(old, browser.Running);
    }

    /// <summary>A clock that somebody sets back by days, while what is measured between two moments goes on.</summary>
    private sealed class SetClock : TimeProvider
    {
        private readonly FakeTimeProvider running = new(DateTimeOffset.UtcNow);
        private TimeSpan behind;

        public override long TimestampFrequency => running.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => running.GetUtcNow() - behind;

        public override long GetTimestamp() => running.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => running.CreateTimer(callback, state, dueTime, period);

        public void SetBack() => behind = TimeSpan.FromHours(50);

        public void Advance(TimeSpan by) => running.Advance(by);
    }
}
