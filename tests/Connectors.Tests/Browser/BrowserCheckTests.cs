using System.ComponentModel;
using Microsoft.Extensions.Options;
using Seatkeeper.Connectors.Browser;

namespace Seatkeeper.Connectors.Tests.Browser;

public sealed class BrowserCheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_driver_that_may_not_be_started_is_a_fault_that_is_told_without_its_path()
    {
        var check = new BrowserCheck(
            Options.Create(new BrowserOptions()), TimeProvider.System, () => Task.FromException<string>(new Win32Exception(13, "An error occurred trying to start process '/app/.playwright/node': Permission denied")));

        Assert.Equal("The browser's driver cannot be started.", await check.FindFaultAsync(Cancel));
    }

    [Fact]
    public async Task A_browser_that_the_driver_names_and_that_is_not_there_is_not_installed()
    {
        var check = new BrowserCheck(Options.Create(new BrowserOptions()), TimeProvider.System, () => Task.FromResult("/nowhere/chromium"));

        Assert.Contains("not installed", await check.FindFaultAsync(Cancel), StringComparison.Ordinal);
    }
}
