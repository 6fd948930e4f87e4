using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Browser;

/// <summary>A session that a person signed in in a window is used in a window, or not at all.</summary>
[Collection<AtTheScreen>]
public sealed class SessionModeTests(Site site, UnseenScreen screen)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");
    private static readonly NavigationPolicy Policy = new(new Uri("http://localhost"), []);
    private static readonly SessionOrigin InWindow = new(WithWindow: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, true, null)]
    [InlineData("/usr/bin/chromium", true, null)]
    [InlineData(null, false, "DISPLAY")]
    [InlineData("/usr/bin/chromium", false, "DISPLAY")]
    [InlineData("/usr/bin/chromium-headless-shell", true, "Browser__ExecutablePath")]
    [InlineData("/usr/bin/chromium-headless-shell", false, "Browser__ExecutablePath")]
    public void A_window_needs_a_display_and_a_browser_that_has_windows(string? program, bool hasDisplay, string? told)
    {
        var why = new BrowserOptions { ExecutablePath = program }.WhyNoWindow(hasDisplay);

        Assert.Equal(told is null, why is null);
        Assert.Contains(told ?? "", why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_window_can_be_the_run_fails_for_a_person_and_nobody_signs_in_instead()
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        world.Run.Session = world.Run.Session! with { Origin = InWindow };
        var options = Site.NewOptions(maxSessions: 1);
        // It is never started.
        options.ExecutablePath = "/nowhere/chromium-headless-shell";
        await using var browser = Site.NewBrowser(options);

        // Twice, for nothing is held by the first.
        for (var times = 0; times < 2; times++)
        {
            var failure = (await Assert.ThrowsAsync<AppFailureException>(() => world.Connector(browser: browser).ReadMembersAsync(world.Run, Pinned, Cancel))).Failure;
            Assert.Equal((FailureKind.WindowRequired, FailureEffect.None), (failure.Kind, failure.Effect));
            Assert.Contains("Browser__ExecutablePath", failure.Detail, StringComparison.Ordinal);
            Assert.True(FailureCatalog.Describe(failure).NeedsPerson);
            Assert.False(FailureCatalog.MayRepeat(failure));
        }

        Assert.Equal(0, world.Run.CredentialReads);
        Assert.Empty((await world.GetAsync("journal?kinds=request")).AsArray());
    }

    [Fact]
    public async Task A_browser_elsewhere_without_a_window_is_no_browser_for_it()
    {
        await using var elsewhere = await BrowserElsewhere.StartAsync(Policy, Cancel);
        var options = Site.NewOptions(maxSessions: 1);
        options.WsEndpoint = elsewhere.Address;
        await using var browser = Site.NewBrowser(options);

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => browser.OpenAsync("one", new StoredSession("1", "{}", InWindow), Policy, Cancel));
        Assert.Equal(FailureKind.WindowRequired, failure.Failure.Kind);
        Assert.Contains("Browser__WsEndpoint", failure.Failure.Detail, StringComparison.Ordinal);

        await using var any = await browser.OpenAsync("one", new StoredSession("1", "{}"), Policy, Cancel);
    }

    [Fact]
    public async Task Each_mode_has_a_browser_of_its_own_and_they_share_no_warm_context()
    {
        screen.SkipWithoutWindows();
        await using var browser = screen.NewBrowser(headless: true, maxSessions: 2);
        var without = await browser.OpenAsync("one", new StoredSession("1", "{}"), Policy, Cancel);
        var unseen = without.Context;
        without.WarmVersion = "1";
        await without.DisposeAsync();

        var with = await browser.OpenAsync("one", new StoredSession("1", "{}", InWindow), Policy, Cancel);
        Assert.NotSame(unseen, with.Context);
        Assert.NotSame(unseen.Browser, with.Context.Browser);
        Assert.Contains("Headless", await AgentAsync(browser.Running), StringComparison.Ordinal);
        Assert.DoesNotContain("Headless", await AgentAsync(browser.RunningWithWindow), StringComparison.Ordinal);

        // Beside it, and afterwards for the same session, each goes on in its own.
        await using (var other = await browser.OpenAsync("two", stored: null, Policy, Cancel))
            Assert.Same(browser.Running, other.Context.Browser);
        with.WarmVersion = "1";
        await with.DisposeAsync();
        await using var again = await browser.OpenAsync("one", new StoredSession("1", "{}", InWindow), Policy, Cancel);
        Assert.Same(with.Context, again.Context);
    }

    private static async Task<string?> AgentAsync(Microsoft.Playwright.IBrowser? browser)
    {
        await using var context = await (browser ?? throw new InvalidOperationException("No browser runs.")).NewContextAsync();
        return await (await context.NewPageAsync()).EvaluateAsync<string>("navigator.userAgent");
    }
}
