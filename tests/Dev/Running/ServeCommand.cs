using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Dev.Running;

/// <summary><c>dotnet dev.cs serve</c>: the app on this machine, set to the real Ahrefs. It begins nothing by itself but the daily check of hubs that are connected.</summary>
public static class ServeCommand
{
    private const string HubName = "SeatkeeperReal";

    public static async Task<int> RunAsync(string? pageMap, CancellationToken cancellation)
    {
        if (pageMap is not null && !File.Exists(pageMap))
            throw new StepFailedException($"There is no page map {pageMap}.", "Name a file that is there, or leave --page-map away for the product's own map.");
        var browser = await Machine.EnsureAsync(() => Solution.BuildAsync(["src/LocalHost", "src/Functions"], cancellation), cancellation);
        using var data = RunData.Open(new RunOptions("real"));
        var port = data.Ports().App;
        await using var azurite = await Steps.RunAsync("Start Azurite", () => AzuriteServer.StartOnAsync(data.Azurite));
        var settings = new FunctionsSettings
        {
            Storage = azurite.ConnectionString,
            HubName = HubName,
            Folder = data.Folder,
            OwnerKey = OwnerKey.Ensure(),
            Browser = browser,
            Port = port,
            Also = new Dictionary<string, string?> { ["Ahrefs__BaseUrl"] = "https://app.ahrefs.com", ["Ahrefs__PageMapFile"] = pageMap is null ? null : Path.GetFullPath(pageMap) },
        };
        await using var app = await Steps.RunAsync("Start the Functions app", () => FunctionsServer.StartAsync(settings, cancellation));
        Steps.Say($"\n[bold]The app is set to the real Ahrefs[/], where it changes nothing until a person has verified the page map: docs/operations.md.");
        Steps.Say($"  the app        {app.Address}api/v1/openapi.json");
        Steps.Say($"  the owner's key is in {Markup.Escape(Path.GetRelativePath(Environment.CurrentDirectory, settings.OwnerKey.Path))}");
        Steps.Say("\nCtrl-C stops everything.");
        await RunCommand.WaitForStopAsync(app, cancellation);
        return 0;
    }
}
