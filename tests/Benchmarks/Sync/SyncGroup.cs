using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Sync;

/// <summary>
/// The whole check for updates, from the HTTP call to Completed with every row new, against the floor of the same run:
/// one Chromium load of the same list, and the bare batched writes of the same rows.
/// </summary>
internal static class SyncGroup
{
    private static readonly int[] Sizes = [250, 1_250, 5_000];

    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var simulator = await Steps.RunAsync("Start the Ahrefs simulator", async () =>
        {
            var server = new SimulatorServer();
            await server.InitializeAsync();
            return server;
        });

        var (ours, floors) = (new List<double>(), new List<double>());
        foreach (var size in Sizes)
        {
            var measured = await MeasureAsync(size, simulator, options, cancel);
            ours.Add(measured.Ours.Median);
            floors.Add(measured.Floor.Median);
            figures.Add($"sync{size}.seconds", measured.Ours.Median);
            figures.Add($"sync{size}.floorSeconds", measured.Floor.Median);
            if (size != 1_250)
                figures.Add($"sync{size}.overFloor", measured.Ours.Median / measured.Floor.Median);
            if (measured.PeakMb is { } peak && size == Sizes[^1])
                figures.Add("sync.workerPeakMb", peak);
        }

        figures.Add("sync.growth", Steepening(ours) / Steepening(floors));
    }

    // Each size on a fresh Azurite folder, because its files grow with everything that was ever written.
    private static async Task<Measured> MeasureAsync(int size, SimulatorServer simulator, BenchOptions options, CancellationToken cancel)
    {
        await using var hub = await Steps.RunAsync($"Connect a hub of {size:n0} members", () => BenchHub.ConnectAsync(size, simulator, options.Browser, cancel));
        await using var floor = await Floor.OpenAsync(hub, options.Browser, cancel);
        var measured = new Measured();
        for (var run = 0; run <= options.Runs; run++)
        {
            await hub.ForgetMembersAsync(cancel);
            var ours = await hub.CheckAsync(cancel);
            var bare = await floor.RunAsync(cancel);
            Steps.Say($"  {size:n0}: ours {ours.TotalSeconds:0.00} s, floor {bare.TotalSeconds:0.00} s ({floor.LastLoad.TotalSeconds:0.00} load, {floor.LastWrite.TotalSeconds:0.00} write){(run == 0 ? " (not counted)" : "")}");
            if (run == 0)
                continue;
            measured.Ours.Add(ours);
            measured.Floor.Add(bare);
        }

        return measured with { PeakMb = hub.WorkerPeakMb() };
    }

    // How much steeper the time per member is between the larger two sizes than between the smaller two.
    private static double Steepening(List<double> seconds) =>
        (seconds[2] - seconds[1]) / (Sizes[2] - Sizes[1]) / ((seconds[1] - seconds[0]) / (Sizes[1] - Sizes[0]));

    private sealed record Measured
    {
        public Series Ours { get; } = new();

        public Series Floor { get; } = new();

        public double? PeakMb { get; init; }
    }
}
