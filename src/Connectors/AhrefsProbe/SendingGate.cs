using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.AhrefsProbe;

/// <summary>
/// Keeps a page from sending anything while it is closed: only what reads may leave. A click whose meaning nobody has verified can then
/// change nothing by any request that says what it is.
/// </summary>
internal sealed class SendingGate : IAsyncDisposable
{
    private const string Everything = "**/*";
    private readonly IPage page;

    private SendingGate(IPage page) => this.page = page;

    /// <summary>Closes the gate before anything else happens on the page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isKnownRead">Tells a read that the page sends like a change.</param>
    public static async Task<SendingGate> CloseAsync(IPage page, Func<string, bool> isKnownRead)
    {
        await page.RouteAsync(Everything, route => Reads(route.Request, isKnownRead) ? route.ContinueAsync() : route.AbortAsync("blockedbyclient"));
        return new SendingGate(page);
    }

    /// <summary>The page is left first: what it wanted to send goes with it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await page.GotoAsync("about:blank");
            await page.UnrouteAsync(Everything);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // Still closed, or gone with its browser: it must not be used again.
            await CloseQuietlyAsync();
        }
    }

    private static bool Reads(IRequest request, Func<string, bool> isKnownRead) => request.Method is "GET" or "HEAD" or "OPTIONS" || isKnownRead(request.Url);

    private async Task CloseQuietlyAsync()
    {
        try
        {
            await page.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // Closed already.
        }
    }
}
