using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Dev.Running;

/// <summary><c>dotnet dev.cs run</c>: everything real but the site, from nothing to a checked hub.</summary>
public static class RunCommand
{
    private const string HubName = "SeatkeeperRun";

    public static async Task<int> RunAsync(RunOptions options, CancellationToken cancellation)
    {
        var browser = await Machine.EnsureAsync(
            () => Solution.BuildAsync(["src/LocalHost", "src/Functions", "tests/Simulators/AhrefsSimulator", "tests/Simulators/GraphSimulator"], cancellation), cancellation);
        using var data = RunData.Open(options);
        var ports = data.Ports();
        await using var azurite = await Steps.RunAsync("Start Azurite", () => AzuriteServer.StartOnAsync(data.Azurite));
        await using var simulator = await Steps.RunAsync("Start the Ahrefs simulator", () => SimulatorServer.StartWithAsync(ports.Simulator, options.Members));
        await using var tenant = await Steps.RunAsync("Start the Graph simulator", () => SimulatedTenant.StartAsync(ports.Graph, cancellation));
        var settings = new FunctionsSettings
        {
            Storage = azurite.ConnectionString,
            HubName = HubName,
            Folder = data.Folder,
            OwnerKey = OwnerKey.Ensure(),
            Browser = browser,
            World = simulator.DefaultWorld,
            Port = ports.App,
            WritesTraces = options.Telemetry,
            Also = Also(tenant, ports.App),
        };
        await using var app = await Steps.RunAsync("Start the Functions app", () => FunctionsServer.StartAsync(settings, cancellation));
        using var client = app.OwnerClient();

        var hub = await new MainJob(client, simulator.DefaultWorld).RunAsync(cancellation);
        await Steps.RunAsync("Map a group of Microsoft Entra", () => tenant.MapAsync(client, hub, cancellation));
        await HubView.PrintAsync(client, hub, cancellation);
        if (options.Telemetry)
            await TraceTree.PrintAsync(settings.TraceFile, cancellation);
        if (options.Once)
            return 0;
        PrintAddresses(app, simulator, settings, hub);
        tenant.Print();
        Steps.Say("\nCtrl-C stops everything.");
        await WaitForStopAsync(app, cancellation);
        return 0;
    }

    // The simulated site forgets its sessions with every run, so signing in again at once is what a person wants here.
    private static Dictionary<string, string?> Also(SimulatedTenant tenant, int app) => new(tenant.Settings(app)) { ["Browser__SignInSpacing"] = "00:00:01" };

    private static void PrintAddresses(FunctionsServer app, SimulatorServer simulator, FunctionsSettings settings, string hub)
    {
        var key = Path.GetRelativePath(Environment.CurrentDirectory, settings.OwnerKey.Path);
        Steps.Say("\n[bold]Go on by hand[/]");
        Steps.Say($"  the app        {app.Address}api/v1/openapi.json");
        Steps.Say($"  the simulator  {simulator.DefaultWorld.BaseUrl}");
        Steps.Say($"  the owner's key is in {Markup.Escape(key)}; the app's log in {Markup.Escape(Path.GetRelativePath(Environment.CurrentDirectory, settings.LogFile))}");
        Steps.Say(Markup.Escape($"  curl -H \"X-Api-Key: $(cat {key})\" {app.Address}api/v1/hubs/{hub}/members"));
    }

    internal static async Task WaitForStopAsync(FunctionsServer app, CancellationToken cancellation)
    {
        try
        {
            await app.Process.Exited.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Steps.Say("Stopping…");
            return;
        }

        throw new StepFailedException($"The Functions app ended by itself. Its last lines:\n{app.Process.Output.Tail()}", "Read them, and start again.");
    }
}
