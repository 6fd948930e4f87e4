using System.Text.Json.Nodes;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Connectors.Tests.Browser;

public sealed class BrowserHostTests(Site site)
{
    private static readonly AppWorkspace Pinned = new("ws_01", "Contoso SEO");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_session_too_many_is_told_at_once_to_come_back()
    {
        await using var browser = Site.NewBrowser(maxSessions: 1);
        var policy = new NavigationPolicy(new Uri("http://localhost"), []);
        var open = await browser.OpenAsync("one", stored: null, policy, Cancel);

        var busy = await Assert.ThrowsAsync<BrowserBusyException>(() => browser.OpenAsync("two", stored: null, policy, Cancel));
        Assert.True(busy.RetryAfter > TimeSpan.Zero);
        await open.DisposeAsync();
        await using var again = await browser.OpenAsync("two", stored: null, policy, Cancel);
    }

    [Fact]
    public async Task A_warm_context_is_used_only_for_the_session_that_it_holds()
    {
        await using var browser = Site.NewBrowser(maxSessions: 2);
        var policy = new NavigationPolicy(new Uri("http://localhost"), []);
        var first = await browser.OpenAsync("one", stored: null, policy, Cancel);
        first.WarmVersion = "1";
        await first.DisposeAsync();

        var same = await browser.OpenAsync("one", new StoredSession("1", "{}"), policy, Cancel);
        Assert.Same(first.Context, same.Context);
        same.WarmVersion = "1";
        await same.DisposeAsync();
        await using var newer = await browser.OpenAsync("one", new StoredSession("2", "{}"), policy, Cancel);
        Assert.NotSame(first.Context, newer.Context);
    }

    [Fact]
    public async Task A_warm_context_is_closed_once_it_has_served_its_runs()
    {
        await using var browser = Site.NewBrowser(maxSessions: 1);
        var policy = new NavigationPolicy(new Uri("http://localhost"), []);
        var used = new List<Microsoft.Playwright.IBrowserContext>();
        for (var run = 0; run <= WarmContexts.MostRuns; run++)
        {
            var session = await browser.OpenAsync("one", new StoredSession("1", "{}"), policy, Cancel);
            used.Add(session.Context);
            Assert.Equal(run == WarmContexts.MostRuns - 1, session.IsContextsLast);
            session.WarmVersion = "1";
            await session.DisposeAsync();
        }

        Assert.Equal(2, used.Distinct().Count());
        Assert.All(used.Take(WarmContexts.MostRuns), context => Assert.True(context.IsClosed));
        Assert.False(used[^1].IsClosed);
    }

    [Fact]
    public async Task A_page_goes_nowhere_but_to_its_app()
    {
        await using var browser = Site.NewBrowser(maxSessions: 1);
        var policy = new NavigationPolicy(site.Simulator.Listening, []);
        await using var session = await browser.OpenAsync("one", stored: null, policy, Cancel);
        var page = await session.OpenPageAsync();
        await page.GotoAsync(new Uri(site.Simulator.Listening, "/nowhere").AbsoluteUri);
        var other = $"http://localhost:{site.Simulator.Listening.Port}";

        await Assert.ThrowsAsync<Microsoft.Playwright.PlaywrightException>(() => page.EvaluateAsync("address => fetch(address, { mode: 'no-cors' })", other + "/fetched?name=value"));
        await Assert.ThrowsAsync<Microsoft.Playwright.PlaywrightException>(() => page.GotoAsync(other + "/visited?name=value"));

        Assert.Equal<HashSet<string>>([other + "/fetched?name", other + "/visited?name"], [.. session.Blocked]);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    public void The_sandbox_stays_unless_it_is_impossible_or_the_setting_says_so(bool setting, bool isRootOnLinux, bool stays) =>
        Assert.Equal(stays, new BrowserOptions { Sandbox = setting }.UsesSandbox(isRootOnLinux));

    [Fact]
    public async Task A_worn_browser_gives_way_to_another_as_soon_as_nobody_uses_it()
    {
        var options = Site.NewOptions(maxSessions: 2);
        options.RecycleAboveMb = 1;
        await using var browser = Site.NewBrowser(options);
        var policy = new NavigationPolicy(new Uri("http://localhost"), []);
        await using (await browser.OpenAsync("one", stored: null, policy, Cancel))
        {
            var first = browser.Running;
            await using var beside = await browser.OpenAsync("two", stored: null, policy, Cancel);
            Assert.Same(first, browser.Running);
        }

        var worn = browser.Running;
        await using var after = await browser.OpenAsync("one", stored: null, policy, Cancel);
        Assert.NotSame(worn, browser.Running);
        Assert.False(worn?.IsConnected);
    }

    [Theory]
    [InlineData("browserCrash")]
    [InlineData("tabClosed")]
    public async Task A_browser_that_dies_in_the_middle_is_a_failure_of_its_own_and_the_next_run_has_another(string scenario)
    {
        using var world = await World.CreateAsync(site);
        await world.BringSessionAsync();
        await using var browser = Site.NewBrowser(maxSessions: 1);
        var connector = world.Connector(browser: browser);
        await world.PostAsync($"scenarios/{scenario}", new { });

        var reading = connector.ReadMembersAsync(world.Run, Pinned, Cancel);
        await FiredAsync(world);
        var running = browser.Running ?? throw new InvalidOperationException("No browser runs.");
        if (scenario is "browserCrash")
            await running.CloseAsync();
        else
            await Task.WhenAll(running.Contexts.SelectMany(c => c.Pages).Select(p => p.CloseAsync()));

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => reading);
        Assert.Equal((FailureKind.BrowserFailure, FailureEffect.None), (failure.Failure.Kind, failure.Failure.Effect));
        Assert.True((await connector.ReadMembersAsync(world.Run, Pinned, Cancel)).Complete);
    }

    [Fact]
    public async Task A_browser_that_dies_between_two_pages_is_the_same_failure()
    {
        using var world = await World.CreateAsync(site);
        await using var browser = Site.NewBrowser(maxSessions: 1);
        var connector = world.Connector(browser: browser);
        // Read for the sign-in first, then for whom the account page has to show; upon that the session is kept.
        world.Run.TellsUsername = false;
        world.Run.DuringCredentialRead = nth => nth == 2 && browser.Running is { } running ? running.CloseAsync() : Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => connector.VerifyAsync(world.Run, workspace: null, Cancel));

        Assert.Equal((FailureKind.BrowserFailure, FailureEffect.None), (failure.Failure.Kind, failure.Failure.Effect));
        Assert.True(FailureCatalog.MayRepeat(failure.Failure));
        Assert.Null(world.Run.Session);
        Assert.Equal(Pinned, (await connector.VerifyAsync(world.Run, workspace: null, Cancel)).Workspace);
    }

    [Fact]
    public async Task A_run_past_its_deadline_ends_by_itself()
    {
        using var world = await World.CreateAsync(site);
        var connector = world.Connector();
        await world.BringSessionAsync();
        await world.PostAsync("scenarios/blankShell", new { });
        world.Run.Deadline = TimeProvider.System.GetUtcNow().AddSeconds(3);

        var failure = await Assert.ThrowsAsync<AppFailureException>(() => connector.ReadMembersAsync(world.Run, Pinned, Cancel));

        Assert.Equal(FailureKind.DeadlineExceeded, failure.Failure.Kind);
    }

    private static async Task FiredAsync(World world)
    {
        while ((await world.GetAsync("faults")).AsArray().OfType<JsonObject>().All(f => f["fired"]?.GetValue<int>() == 0))
            await Task.Delay(20, Cancel);
    }
}
