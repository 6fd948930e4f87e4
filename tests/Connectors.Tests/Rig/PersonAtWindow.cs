using Microsoft.Playwright;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>A script in the place of the person before the window: it types and clicks there, and opens the mailed link.</summary>
internal sealed class PersonAtWindow(BrowserHost browser, World world)
{
    // People have more patience with a busy machine than a script has by itself.
    private const float Patience = 120_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Signs in with the automation account's address and password.</summary>
    /// <returns>The user agent of the window.</returns>
    public async Task<string> SignInAsync(bool clicksCheck = false, bool opensLink = false)
    {
        var page = await PageAsync();
        var agent = await page.EvaluateAsync<string>("navigator.userAgent");
        await page.FillAsync("input[name=email]", world.Truth.OperatorEmail);
        await page.FillAsync("input[name=password]", World.Password);
        if (clicksCheck)
            await page.FrameLocator("iframe").Locator("#box").ClickAsync();
        await page.ClickAsync("button[type=submit]");
        if (opensLink)
        {
            // Not for its load: a busy machine may have gone on by then. And as a person would, after having been told of it.
            await page.WaitForFunctionAsync("() => location.pathname.endsWith('/user/verification-required')");
            while (!world.Run.Reports.Any(told => told.Contains("mailed a link", StringComparison.Ordinal)))
                await Task.Delay(Pause, TestContext.Current.CancellationToken);
            await world.PostAsync("verification/confirm", new { });
        }

        return agent;
    }

    /// <summary>Closes the window instead.</summary>
    public async Task WalkAwayAsync() => await (await PageAsync()).CloseAsync();

    // The window comes up in its own time; a script that waits for the form waits for its page as well.
    private async Task<IPage> PageAsync()
    {
        for (; ; await Task.Delay(Pause, TestContext.Current.CancellationToken))
        {
            if (browser.Window?.Context.Pages.FirstOrDefault(shown => !shown.IsClosed && shown.Url.StartsWith(world.BaseUrl, StringComparison.Ordinal)) is not { } page)
                continue;
            page.SetDefaultTimeout(Patience);
            await page.WaitForSelectorAsync("input[name=password]");
            return page;
        }
    }
}
