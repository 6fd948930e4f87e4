using System.Collections.Concurrent;
using System.Diagnostics;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Reading;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Provisioning;

/// <summary>
/// SCIM calls of an identity provider over HTTP, as many at once as one sends: first people are made, each after the look whether they are
/// known, then found, read and changed, among few and among all.
/// </summary>
internal static class ScimGroup
{
    private const int People = 10_000;
    private const int Few = 200;
    private const int AtOnce = 8;

    private static readonly TimeSpan OfARun = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        using var folder = new RunFolder("bench-scim");
        await using var azurite = await AzuriteServer.StartOnAsync(Path.Combine(folder.Path, "azurite"));
        var settings = new FunctionsSettings
        {
            Storage = azurite.NewAccount(),
            HubName = "SeatkeeperBench",
            Folder = folder.Path,
            OwnerKey = OwnerKey.Ensure(Path.Combine(folder.Path, "owner.key")),
            Browser = options.Browser,
        };
        await using var app = await FunctionsServer.StartAsync(settings, cancel);
        using var owner = app.OwnerClient();
        var connection = await owner.PostAsync<ScimConnectionResponse>("scim-connections", new CreateScimConnectionRequest("Bench"), cancel);
        using var provider = new ProviderLoad(owner.Http.BaseAddress ?? throw new InvalidOperationException("The app has no address."), connection.Token ?? "");

        await provider.CreateAsync(Few, AtOnce, cancel);
        var few = await MedianAsync(provider, options.Runs, cancel);
        var watch = Stopwatch.StartNew();
        await provider.CreateAsync(People - Few, AtOnce, cancel);
        figures.Add("scim.createRequestsPerSecond", 2 * (People - Few) / watch.Elapsed.TotalSeconds);
        var all = await MedianAsync(provider, options.Runs, cancel);
        figures.Add("scim.requestsPerSecond", all.PerSecond);
        figures.Add("scim.p99Ms", all.P99);
        figures.Add("scim.growth", few.PerSecond / all.PerSecond);
    }

    private static async Task<Readings> MedianAsync(ProviderLoad provider, int runs, CancellationToken cancel)
    {
        var rounds = new List<Readings>();
        for (var run = 0; run < runs; run++)
        {
            rounds.Add(await RoundAsync(provider, cancel));
            Steps.Say($"  p50 {rounds[^1].P50:0} ms, p99 {rounds[^1].P99:0} ms, {rounds[^1].PerSecond:0} a second");
        }

        return rounds.OrderBy(round => round.PerSecond).ElementAt(runs / 2);
    }

    private static async Task<Readings> RoundAsync(ProviderLoad provider, CancellationToken cancel)
    {
        var milliseconds = new ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(worker => Task.Run(async () =>
        {
            for (var turn = worker; watch.Elapsed < OfARun; turn += AtOnce)
            {
                await foreach (var took in provider.TurnAsync(turn, cancel))
                    milliseconds.Add(took);
            }
        }, cancel)));
        return new Readings([.. milliseconds.Order()], [], watch.Elapsed);
    }
}
