using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.SigningIn;

/// <summary>
/// A window in a person's hands: the same program, in the same mode, as unattended visits have, but a browser of its own.
/// </summary>
/// <remarks>
/// It is held to no allow-list. Single sign-on leads to whatever host the person's company signs in at, a mailed link may go through the
/// mail's own hosts, either may open a window, and no list could name them all. The allow-lists keep an automation from being led astray;
/// here a person leads, nothing is filled in or clicked for them, and nothing of the workspace is read. What ends the risk is what leaves
/// the window: only the app's own part of the session (<see cref="OwnSession"/>), and it is tried in a browser that the allow-lists hold
/// before anybody keeps it. Downloads stay closed.
/// </remarks>
internal sealed class PersonWindow : IAsyncDisposable
{
    private readonly IBrowser browser;

    private PersonWindow(IBrowser browser, IBrowserContext context)
    {
        this.browser = browser;
        Context = context;
    }

    public IBrowserContext Context { get; }

    /// <summary>The browser's version.</summary>
    public string Version => browser.Version;

    /// <summary>True once the person closed the last of it.</summary>
    public bool IsClosed => !browser.IsConnected || Context.Pages.All(page => page.IsClosed);

    /// <summary>Opens an empty window in a browser that was started for it.</summary>
    public static async Task<PersonWindow> InAsync(IBrowser browser, BrowserNewContextOptions options)
    {
        try
        {
            var context = await browser.NewContextAsync(options);
            await context.NewPageAsync();
            return new PersonWindow(browser, context);
        }
        catch (PlaywrightException)
        {
            await browser.CloseAsync();
            throw;
        }
    }

    /// <summary>Shows a page in the window, whatever the site answers: the person sees it.</summary>
    public Task ShowAsync(string address, TimeSpan wait, CancellationToken cancel) =>
        Context.Pages[0].GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Commit, Timeout = (float)wait.TotalMilliseconds }).WaitAsync(cancel);

    /// <summary>What a script tells of a page; null where the page is on its way elsewhere, or gone.</summary>
    public static async Task<string?> AskAsync(IPage page, string script, string input, TimeSpan wait, CancellationToken cancel)
    {
        try
        {
            return await page.EvaluateAsync<string>(script, input).WaitAsync(wait, cancel);
        }
        catch (Exception e) when (BrowserFaults.IsBrowserFault(e))
        {
            // Pages come and go while a person signs in; the next look tells.
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await browser.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // The person had closed it.
        }
    }
}
