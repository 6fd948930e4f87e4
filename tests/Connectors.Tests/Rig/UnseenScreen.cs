using Seatkeeper.Connectors.Browser;
using Seatkeeper.Dev.Browser;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>A virtual display and a Chromium that can show windows on it; or the reason why there is none.</summary>
public sealed class UnseenScreen : IAsyncLifetime
{
    private readonly string? chromium = ChromiumFinder.FindWithWindow();
    private VirtualDisplay? display;

    public async ValueTask InitializeAsync()
    {
        if (chromium is null || !VirtualDisplay.CanStart)
            return;
        display = await VirtualDisplay.StartAsync(CancellationToken.None);
        // Whatever runs without a window does not look at it.
        Environment.SetEnvironmentVariable(Display.Variable, display.Name);
    }

    public async ValueTask DisposeAsync()
    {
        if (display is not null)
            await display.DisposeAsync();
    }

    internal void SkipWithoutWindows()
    {
        Assert.SkipWhen(chromium is null, "There is no Chromium with windows here: apt-get install chromium, or set Browser__ExecutablePath.");
        Assert.SkipWhen(display is null, "There is no Xvfb here: apt-get install xvfb.");
    }

    internal BrowserHost NewBrowser()
    {
        var options = Site.NewOptions(maxSessions: 1);
        options.Headless = false;
        options.ExecutablePath = chromium;
        return Site.NewBrowser(options);
    }
}
