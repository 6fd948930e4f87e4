using Seatkeeper.Connectors.Browser;
using Seatkeeper.Dev.Browser;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>Those who need a display share one: the process can name only one.</summary>
[CollectionDefinition]
public sealed class AtTheScreen : ICollectionFixture<UnseenScreen>;

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

    internal BrowserHost NewBrowser(bool headless = false, int maxSessions = 1)
    {
        var options = Site.NewOptions(maxSessions);
        options.Headless = headless;
        options.ExecutablePath = chromium;
        return Site.NewBrowser(options);
    }
}
