using Microsoft.Playwright;
using Seatkeeper.Connectors.AhrefsProbe;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.Tests.Browser;

namespace Seatkeeper.Connectors.Tests.AhrefsProbe;

/// <summary>What leaves a page that is watched over, by what the server was asked for.</summary>
public sealed class SendingGateTests(GuardedBrowser guarded) : IClassFixture<GuardedBrowser>
{
    private const string Send = "async what => { try { await fetch(what.path, { method: what.method, body: what.method === 'GET' ? undefined : '{}' }); } catch { /* refused */ } }";

    [Fact]
    public async Task From_the_first_click_on_nothing_leaves_but_what_reads_and_what_the_page_wanted_to_send_is_told()
    {
        var app = new Uri(guarded.Server.At("app", "/"));
        await using var session = await guarded.Browser.OpenAsync($"gate-{Guid.NewGuid():N}", stored: null, new NavigationPolicy(app, []), TestContext.Current.CancellationToken);
        var page = await session.OpenPageAsync();
        var rule = new GateRule(app, url => new Uri(url).AbsolutePath is "/list" or "/never" ? "known" : null, ["/clicked"]);
        await using var gate = await SendingGate.OnAsync(page, rule, TimeProvider.System);
        gate.Load();
        await page.GotoAsync(app.AbsoluteUri);
        await SendAsync(page, ("POST", "/list"), ("POST", "/telemetry"));
        Assert.Equal(["/", "/list", "/telemetry"], Asked());
        Assert.Null(gate.Since(0));

        gate.Close();
        await SendAsync(page, ("GET", "/picture"), ("POST", "/list"), ("POST", "/never"), ("POST", "/telemetry"), ("PUT", "/list"), ("DELETE", "/list"));
        await page.EvaluateAsync("() => { navigator.sendBeacon('/clicked', 'x'); navigator.sendBeacon('/remove', 'x'); }");
        await page.EvaluateAsync("() => { location.href = '/remove?id=1'; }");
        for (var wait = 0; gate.Refusals < 6 && wait < 200; wait++)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Equal(["/list", "/picture"], Asked());
        Assert.Equal(6, gate.Refusals);
        Assert.Contains("POST (fetch) /never", gate.Since(0), StringComparison.Ordinal);
        Assert.Contains("POST (ping) /remove", gate.Since(4), StringComparison.Ordinal);
        Assert.Contains("GET (document) /remove", gate.Since(4), StringComparison.Ordinal);
        Assert.DoesNotContain("clicked", gate.Since(0), StringComparison.Ordinal);

        // One address may serve reads and changes alike: what is sent there has to be what was.
        await page.EvaluateAsync("async () => { try { await fetch('/list', { method: 'POST', body: '{\"remove\":1}' }); } catch { /* refused */ } }");
        // Neither a socket nor a window of its own is a way out, and a worker that windows share would be.
        await page.EvaluateAsync("async socket => { const to = new WebSocket(socket); await new Promise(done => { to.onclose = to.onerror = done; }); }", $"ws://{app.Authority}/socket");
        await page.EvaluateAsync("async to => { const other = window.open('about:blank'); try { await other.fetch(to, { method: 'POST', body: 'x' }); } catch { /* refused, or gone with its window */ } }", new Uri(app, "/window").AbsoluteUri);
        Assert.False(await page.EvaluateAsync<bool>("() => 'SharedWorker' in globalThis"));
        Assert.Empty(Asked());
        Assert.Contains("POST (fetch) /list", gate.Since(6), StringComparison.Ordinal);
        Assert.Contains("message (websocket) /socket", gate.Since(6), StringComparison.Ordinal);

        // A page that loads behind a sealed gate sends what is known and was seen.
        gate.Seal();
        gate.Load();
        await page.GotoAsync(app.AbsoluteUri);
        await SendAsync(page, ("POST", "/list"), ("POST", "/telemetry"));
        Assert.Equal(["/", "/list"], Asked());
    }

    private IEnumerable<string> Asked()
    {
        var asked = guarded.Server.Asked.Select(address => address[address.IndexOf('/', StringComparison.Ordinal)..]).Where(path => path != "/favicon.ico").Order(StringComparer.Ordinal).ToList();
        guarded.Server.Forget();
        return asked;
    }

    private static async Task SendAsync(IPage page, params (string Method, string Path)[] requests)
    {
        foreach (var (method, path) in requests)
            await page.EvaluateAsync(Send, new { method, path });
    }
}
