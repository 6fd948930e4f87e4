using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Automation;

/// <summary>Three hundred checks of one hub in a row: what stays behind in the worker and in its browser once both are warm.</summary>
internal static class ManyChecks
{
    private const int Checks = 300;
    private const int Warm = 30;

    // One check is no measure: garbage is collected when it suits.
    private const int Samples = 5;

    public static async Task RunAsync(SoakParts parts, Figures figures, CancellationToken cancel)
    {
        await using var app = await SoakApp.StartAsync(parts, new() { ["set"] = "medium", ["options"] = new System.Text.Json.Nodes.JsonObject { ["budget"] = null } }, new Dictionary<string, string?>(), cancel);
        (await app.ConnectAsync(SimulatedAccount.TotpSecret, cancel)).RequireGood("The hub could not be connected");
        var held = new List<(double WorkerMb, double BrowserMb)>();
        for (var check = 1; check <= Checks; check++)
        {
            (await app.CheckAsync(cancel)).RequireGood("A check did not end well");
            if (WorkerMemory.Now(app.HostId) is not { } now)
                return;
            held.Add(now);
            if (check % Warm == 0)
                Steps.Say($"  after {check} checks: worker {now.WorkerMb:0} MB, browser {now.BrowserMb:0} MB");
        }

        figures.Add("checks300.workerGrowthMb", Growth([.. held.Select(one => one.WorkerMb)]));
        figures.Add("checks300.browserGrowthMb", Growth([.. held.Select(one => one.BrowserMb)]));
    }

    private static double Growth(List<double> held) => Median(held[^Samples..]) - Median(held[(Warm - Samples)..Warm]);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
