using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.Connectors.Browser;
using Seatkeeper.Connectors.PageMaps;
using Seatkeeper.Connectors.Tests.Rig;
using Seatkeeper.Dev.Browser;

[assembly: AssemblyFixture(typeof(Site))]

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>One simulator and one browser for all tests of the assembly; each test has a world and an account of its own.</summary>
public sealed class Site : IAsyncLifetime
{
    private RunningSimulator? simulator;
    private BrowserHost? browser;

    internal RunningSimulator Simulator => simulator ?? throw new InvalidOperationException("The simulator is not started.");

    internal BrowserHost Browser => browser ?? throw new InvalidOperationException("The browser is not started.");

    internal PageMapSource PageMaps { get; } = new("page-map.json", new PageMapFile(Path.Combine(AppContext.BaseDirectory, "page-map.json")), TimeProvider.System, NullLogger<PageMapSource>.Instance);

    public async ValueTask InitializeAsync()
    {
        simulator = await RunningSimulator.StartAsync(new SimulatorSettings());
        browser = NewBrowser(maxSessions: 16);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        if (simulator is not null)
            await simulator.DisposeAsync();
    }

    internal static BrowserHost NewBrowser(int maxSessions) => NewBrowser(NewOptions(maxSessions));

    internal static BrowserHost NewBrowser(BrowserOptions options, TimeProvider? time = null) =>
        new(Options.Create(options), time ?? TimeProvider.System, NullLogger<BrowserHost>.Instance);

    internal static BrowserOptions NewOptions(int maxSessions = 16) => new()
    {
        ExecutablePath = ChromiumFinder.Find(),
        MaxSessions = maxSessions,
        StepTimeout = TimeSpan.FromSeconds(40),
        SubmitWait = TimeSpan.FromSeconds(3),
        ChallengeWait = TimeSpan.FromSeconds(2),
    };
}
