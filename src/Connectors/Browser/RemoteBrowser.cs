using Microsoft.Playwright;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// A Chromium that runs elsewhere, reached at its DevTools address. It is used only where it proves that it holds itself to the
/// app's hosts, as one that is started here does: what the browser loads beside documents is bound by nothing else.
/// </summary>
internal static class RemoteBrowser
{
    // What every machine resolves, unless the browser was told not to; nobody listens there, and nothing would be sent.
    private static readonly string[] Elsewhere = ["http://localhost:59999/", "http://127.0.0.1:59999/", "http://[::1]:59999/"];
    private const float PatienceMs = 30_000;

    public static async Task<IBrowser> ConnectAsync(IBrowserType chromium, string address, NavigationPolicy policy)
    {
        var browser = await chromium.ConnectOverCDPAsync(address, new BrowserTypeConnectOverCDPOptions { Timeout = PatienceMs });
        try
        {
            foreach (var elsewhere in Elsewhere)
                await RequireUnknownAsync(browser, elsewhere, policy);
            return browser;
        }
        catch
        {
            await browser.CloseAsync();
            throw;
        }
    }

    private static async Task RequireUnknownAsync(IBrowser browser, string elsewhere, NavigationPolicy policy)
    {
        var context = await browser.NewContextAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
        try
        {
            var page = await context.NewPageAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
            await page.GotoAsync(elsewhere, new PageGotoOptions { Timeout = PatienceMs });
        }
        catch (PlaywrightException e) when (e.Message.Contains("net::ERR_NAME_NOT_RESOLVED", StringComparison.Ordinal))
        {
            return;
        }
        catch (PlaywrightException e) when (e.Message.Contains("net::ERR_", StringComparison.Ordinal))
        {
            // It went there, and found nobody.
        }
        finally
        {
            await context.CloseAsync().WaitAsync(BrowserHost.Patience, TimeProvider.System);
        }

        throw new AppFailureException(new Failure(
            FailureKind.BrowserFailure, Detail: $"the browser at Browser__WsEndpoint may go anywhere; start it with --host-resolver-rules=\"{policy.HostRules()}\""));
    }
}
