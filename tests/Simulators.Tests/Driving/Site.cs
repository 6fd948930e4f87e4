using Microsoft.Playwright;
using Seatkeeper.AhrefsSimulator.Hosting;
using Seatkeeper.AhrefsSimulator.Worlds;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Simulators.Tests.Driving;

[assembly: AssemblyFixture(typeof(Site))]

namespace Seatkeeper.Simulators.Tests.Driving;

/// <summary>One simulator and one Chromium for all tests; each test has its own world and its own browser context.</summary>
public sealed class Site : IAsyncLifetime
{
    private RunningSimulator? simulator;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public RunningSimulator Simulator => simulator ?? throw new InvalidOperationException("The simulator is not started.");

    public async ValueTask InitializeAsync()
    {
        // Patience costs nothing where things go well, and a busy machine is slow.
        Assertions.SetDefaultExpectTimeout(20_000);
        simulator = await RunningSimulator.StartAsync(new SimulatorSettings());
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumFinder.Find(),
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    /// <summary>A world, and a client of it that is no browser.</summary>
    public World NewWorld(WorldRecipe recipe) => new(Simulator, Simulator.Worlds.Create(recipe));

    public World NewWorld(string set = "small") => NewWorld(new WorldRecipe { Set = set, Seed = 7 });

    /// <summary>A fresh browser context, closed with the test.</summary>
    public async Task<Visitor> VisitAsync(World world)
    {
        var context = await (browser ?? throw new InvalidOperationException("The browser is not started."))
            .NewContextAsync(new BrowserNewContextOptions { BaseURL = world.BaseUrl });
        context.SetDefaultTimeout(30_000);
        return new Visitor(world, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (simulator is not null) await simulator.DisposeAsync();
    }
}
