using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Automation;

/// <summary>Reading five thousand members from the virtual list, as a whole check over HTTP, against a bare scroll through the same list.</summary>
internal static class VirtualRead
{
    private const int People = 5_000;

    public static async Task RunAsync(SoakParts parts, PlainBrowser browser, BenchOptions options, Figures figures, CancellationToken cancel)
    {
        var recipe = new JsonObject
        {
            ["set"] = $"people{People}",
            ["overrides"] = new JsonObject { ["listMode"] = "virtual" },
            ["options"] = new JsonObject { ["budget"] = null },
        };
        await using var app = await SoakApp.StartAsync(parts, recipe, new Dictionary<string, string?>(), cancel);
        (await app.ConnectAsync(SimulatedAccount.TotpSecret, cancel)).RequireGood("The hub could not be connected");
        var (ours, bare) = (new Series(), new Series());
        await browser.WorkAsync(app.World, async page =>
        {
            await page.SignInAsync();
            for (var run = 0; run <= options.Runs; run++)
            {
                var watch = Stopwatch.StartNew();
                (await app.CheckAsync(cancel)).RequireGood("A check did not end well");
                var check = watch.Elapsed;
                watch.Restart();
                await page.ScrollThroughAsync(People);
                Steps.Say($"  read {People:n0} virtual: ours {check.TotalSeconds:0.0} s, bare {watch.Elapsed.TotalSeconds:0.0} s{(run == 0 ? " (not counted)" : "")}");
                if (run == 0)
                    continue;
                ours.Add(check);
                bare.Add(watch.Elapsed);
            }
        });
        figures.Add("read5000virtual.seconds", ours.Median);
        figures.Add("read5000virtual.overFloor", ours.Median / bare.Median);
    }
}
