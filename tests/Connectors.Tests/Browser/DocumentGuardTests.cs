using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Rig;

namespace Seatkeeper.Connectors.Tests.Browser;

/// <summary>One server and one browser, in which every name of the server resolves: what is kept back, the guard kept back.</summary>
public sealed class GuardedBrowser : IAsyncLifetime
{
    private RecordingServer? server;

    internal BrowserHost Browser { get; } = Site.NewBrowser(maxSessions: 4);

    internal RecordingServer Server => server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync() => server = await RecordingServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }
}

/// <summary>The tests of one class run one after the other, so the server may forget before each what it was asked.</summary>
public sealed class DocumentGuardTests : IClassFixture<GuardedBrowser>
{
    private const string Click = "make => { const element = document.body.appendChild(document.createElement(make.tag)); Object.assign(element, make.set); element[make.call](); }";
    private const string Add = "make => { document.body.appendChild(Object.assign(document.createElement(make.tag), make.set)); }";

    private readonly string account = Guid.NewGuid().ToString("N");
    private readonly BrowserHost browser;

    public DocumentGuardTests(GuardedBrowser guarded)
    {
        ArgumentNullException.ThrowIfNull(guarded);
        (browser, Server) = (guarded.Browser, guarded.Server);
        Server.Forget();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecordingServer Server { get; }

    private NavigationPolicy Policy => new(new Uri(Server.At("app", "/")), []);

    private string Stolen => Server.At("other", "/stolen?name=value");

    [Theory]
    [InlineData("link")]
    [InlineData("redirected link")]
    [InlineData("form")]
    [InlineData("redirected form")]
    [InlineData("form to a window")]
    [InlineData("window")]
    [InlineData("redirected window")]
    [InlineData("frame")]
    [InlineData("redirected frame")]
    [InlineData("object")]
    public async Task No_document_leaves_for_another_origin(string way)
    {
        await using var session = await OpenAsync();
        var page = await HomeAsync(session);
        var opensWindow = way.EndsWith("window", StringComparison.Ordinal);
        var decided = opensWindow ? WindowClosed(session) : DecisionOf(session, "/stolen");

        await GoAsync(page, way, way.StartsWith("redirected", StringComparison.Ordinal) ? Server.Redirect("app", Stolen) : Stolen);

        await decided.WaitAsync(Cancel);
        Assert.DoesNotContain(Server.Asked, asked => asked.StartsWith("other", StringComparison.Ordinal));
        if (!opensWindow)
            Assert.Equal([Server.At("other", "/stolen?name")], session.Blocked);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("form")]
    [InlineData("frame")]
    public async Task Whatever_stays_at_the_app_passes(string way)
    {
        await using var session = await OpenAsync();
        var page = await HomeAsync(session);

        await page.RunAndWaitForResponseAsync(() => GoAsync(page, way, Server.Redirect("app", Server.At("app", "/next"))), Server.At("app", "/next"));

        Assert.Empty(session.Blocked);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("other")]
    public async Task A_window_that_opens_by_itself_loads_nothing_and_is_closed(string name)
    {
        await using var session = await OpenAsync();
        var page = await HomeAsync(session);
        var closed = WindowClosed(session);

        await GoAsync(page, "window", Server.At(name, "/window?name=value"));

        await closed.WaitAsync(Cancel);
        Assert.True(session.Surprised);
        Assert.Contains(Server.At(name, "/window?name"), session.Blocked);
        Assert.DoesNotContain(Server.Asked, asked => asked.EndsWith("/window", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_kept_warm_is_guarded_for_the_run_that_has_it_now()
    {
        var first = await OpenAsync();
        var page = await HomeAsync(first);
        first.WarmVersion = "1";
        await first.DisposeAsync();

        await using var second = await browser.OpenAsync(account, new StoredSession("1", "{}"), Policy, Cancel);
        Assert.Same(page, await second.OpenPageAsync());
        await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync(Stolen));

        Assert.Empty(first.Blocked);
        Assert.Equal([Server.At("other", "/stolen?name")], second.Blocked);
        Assert.DoesNotContain(Server.Asked, asked => asked.StartsWith("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_whose_run_has_ended_goes_nowhere()
    {
        // A further guard stays with its browser, and has its say there for good.
        await using var own = Site.NewBrowser(maxSessions: 1);
        await using var session = await own.OpenAsync(account, stored: null, Policy, Cancel);
        var page = await session.OpenPageAsync();
        var guard = await DocumentGuard.OnAsync(page.Context.Browser ?? throw new InvalidOperationException("No browser runs."));
        var rule = new DocumentRule(Policy, _ => { });
        await guard.AdmitAsync(page, rule);
        await page.GotoAsync(Server.At("app", "/during"));
        guard.End(rule);

        await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync(Server.At("app", "/after")));
        Assert.Contains(Server.Asked, asked => asked.EndsWith("/during", StringComparison.Ordinal));
        Assert.DoesNotContain(Server.Asked, asked => asked.EndsWith("/after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_guard_that_fails_says_no()
    {
        // A further guard stays with its browser, and has its say there for good.
        await using var own = Site.NewBrowser(maxSessions: 1);
        await using var session = await own.OpenAsync(account, stored: null, Policy, Cancel);
        var page = await session.OpenPageAsync();
        var guard = await DocumentGuard.OnAsync(page.Context.Browser ?? throw new InvalidOperationException("No browser runs."));
        await guard.AdmitAsync(page, new DocumentRule(new NavigationPolicy(new Uri("http://else.localhost"), []), _ => throw new InvalidOperationException("A fault.")));

        var refused = await Assert.ThrowsAsync<PlaywrightException>(() => page.GotoAsync(Server.At("app", "/")));
        Assert.Contains("BLOCKED_BY_CLIENT", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Asked);
    }

    [Fact]
    public async Task Subresources_come_from_no_other_port_and_no_other_host()
    {
        await using var session = await OpenAsync();
        var page = await HomeAsync(session);

        string[] refused = [$"http://app.localhost:{Server.OtherPort}/a", "http://192.0.2.1/a", "https://evil.example/a", "https://evil.example/hop"];
        foreach (var address in refused.Take(3).Select(address => address + "?b=c").Append(Server.Redirect("app", refused[3])))
            await Assert.ThrowsAsync<PlaywrightException>(() => page.EvaluateAsync("address => fetch(address, { mode: 'no-cors' })", address));

        Assert.Equal<HashSet<string>>([.. refused.Take(3).Select(address => address + "?b"), refused[3]], [.. session.Blocked]);
    }

    [Fact]
    public async Task What_an_origin_stored_is_read_and_brought_back_though_no_page_shows_it()
    {
        await using var session = await OpenAsync();
        var page = await HomeAsync(session);
        await page.EvaluateAsync("() => localStorage.setItem('kept', 'yes')");
        await page.GotoAsync("about:blank");
        var state = await session.Context.StorageStateAsync();
        await session.DisposeAsync();

        await using var next = await browser.OpenAsync(account, new StoredSession("1", state), Policy, Cancel);

        Assert.Equal("yes", await (await HomeAsync(next)).EvaluateAsync<string>("() => localStorage.getItem('kept')"));
    }

    private Task<BrowserSession> OpenAsync() => browser.OpenAsync(account, stored: null, Policy, Cancel);

    private async Task<IPage> HomeAsync(BrowserSession session)
    {
        var page = await session.OpenPageAsync();
        await page.GotoAsync(Server.At("app", "/"));
        return page;
    }

    // A window may be closed before anybody hears of what it asked for.
    private static Task WindowClosed(BrowserSession session)
    {
        var closed = new TaskCompletionSource();
        session.Context.Page += (_, window) => window.Close += (_, _) => closed.TrySetResult();
        return closed.Task;
    }

    // Ends with the request's failure, or with an answer where it was let through.
    private static Task DecisionOf(BrowserSession session, string path)
    {
        var decided = new TaskCompletionSource();
        session.Context.RequestFailed += (_, request) => See(request.Url);
        session.Context.Response += (_, response) => See(response.Url);
        return decided.Task;

        void See(string url)
        {
            if (new Uri(url).AbsolutePath == path)
                decided.TrySetResult();
        }
    }

    private static Task GoAsync(IPage page, string way, string address) => way.Split(' ') switch
    {
        [.., "link"] => page.EvaluateAsync(Click, new { tag = "a", set = new { href = address }, call = "click" }),
        [.., "form"] => page.EvaluateAsync(Click, new { tag = "form", set = new { action = address, method = "post" }, call = "submit" }),
        ["form", ..] => page.EvaluateAsync(Click, new { tag = "form", set = new { action = address, method = "post", target = "_blank" }, call = "submit" }),
        [.., "window"] => page.EvaluateAsync("address => { window.open(address); }", address),
        [.., "object"] => page.EvaluateAsync(Add, new { tag = "object", set = new { data = address, type = "text/html" } }),
        _ => page.EvaluateAsync(Add, new { tag = "iframe", set = new { src = address } }),
    };
}
