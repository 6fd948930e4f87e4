using Microsoft.Playwright;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// A Chromium that runs elsewhere, reached at its DevTools address. It is used only where it proves that it holds itself to the
/// app's hosts, as one that is started here does: what the browser loads beside documents is bound by nothing else.
/// </summary>
internal static class RemoteBrowser
{
    // A name that every machine resolves, unless the browser was told not to; nobody listens there, and nothing would be sent.
    private const string Elsewhere = "http://localhost:59999/";
    private const float PatienceMs = 30_000;

    public static async Task<IBrowser> ConnectAsync(IBrowserType chromium, string address, NavigationPolicy policy)
    {
        var browser = await chromium.ConnectOverCDPAsync(address, new BrowserTypeConnectOverCDPOptions { Timeout = PatienceMs });
        if (await HoldsToItsHostsAsync(browser))
            return browser;
        await browser.CloseAsync();
        throw new AppFailureException(new Failure(
            FailureKind.BrowserFailure, Detail: $"the browser at Browser__WsEndpoint may go anywhere; start it with --host-resolver-rules=\"{policy.HostRules()}\""));
    }

    private static async Task<bool> HoldsToItsHostsAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync();
        try
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(Elsewhere, new PageGotoOptions { Timeout = PatienceMs });
            return false;
        }
        catch (PlaywrightException e)
        {
            return e.Message.Contains("net::ERR_NAME_NOT_RESOLVED", StringComparison.Ordinal);
        }
        finally
        {
            await context.CloseAsync();
        }
    }
}
