using System.Diagnostics;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Hosting;

/// <summary>What LocalHost itself costs.</summary>
internal static class HostGroup
{
    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        using var folder = new RunFolder("bench-host");
        await using var azurite = await AzuriteServer.StartOnAsync(folder.Path);
        var starts = new Series();
        for (var run = 0; run <= options.Runs; run++)
        {
            var took = await ColdStartAsync(azurite.NewAccount(), options.Browser, cancel);

            // The first one reads the assemblies from the disk.
            if (run > 0)
                starts.Add(took);
            Steps.Say($"  cold start: {took.TotalSeconds:0.00} s{(run == 0 ? " (not counted)" : "")}");
        }

        figures.Add("host.coldStartSeconds", starts.Median);
    }

    // A storage account of its own each time, so that the app also makes its tables.
    private static async Task<TimeSpan> ColdStartAsync(string storage, string browser, CancellationToken cancel)
    {
        using var folder = new RunFolder("bench-start");
        var key = OwnerKey.Ensure(Path.Combine(folder.Path, "owner.key"));
        var settings = new FunctionsSettings { Storage = storage, HubName = "SeatkeeperBench", Folder = folder.Path, OwnerKey = key, Browser = browser };
        var watch = Stopwatch.StartNew();
        await using var app = await FunctionsServer.StartAsync(settings, cancel);
        using var client = app.Client(key: null);
        using var answer = await client.Http.GetAsync(new Uri("health/live", UriKind.Relative), cancel);
        answer.EnsureSuccessStatusCode();
        return watch.Elapsed;
    }
}
