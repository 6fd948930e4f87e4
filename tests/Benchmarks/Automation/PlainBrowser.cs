using Microsoft.Playwright;
using Seatkeeper.Dev.Servers;

namespace Seatkeeper.Benchmarks.Automation;

/// <summary>A browser without any of the product's own parts.</summary>
internal sealed class PlainBrowser(IPlaywright driver, string executable) : IDisposable
{
    public static async Task<PlainBrowser> StartAsync(string executable) => new(await Playwright.CreateAsync(), executable);

    /// <summary>Opens a browser of its own, works in one page of it, and closes it.</summary>
    public async Task WorkAsync(SimulatedWorld world, Func<PlainPage, Task> work)
    {
        await using var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            ChromiumSandbox = !(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess),
        });
        await work(new PlainPage(await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = world.BaseUrl })));
    }

    public void Dispose() => driver.Dispose();
}
