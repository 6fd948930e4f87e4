using Azure.Data.Tables;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Reading;

/// <summary>
/// Member lists in pages of 100, by 200 readers at once over HTTP, against the floor of the same run: 200 callers who ask storage for
/// what such a page needs, with nothing in between. That is the key, the person, the hub, their role in it, and the page.
/// </summary>
internal static class ReadingGroup
{
    private const int HubCount = 50;
    private const int MembersEach = 300;
    private const int ReaderCount = 200;
    private const int PageSize = 100;

    private static readonly TimeSpan OfARun = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        using var folder = new RunFolder("bench-reads");
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
        var hubs = await Steps.RunAsync($"Seed {HubCount} hubs with {MembersEach} members each", () => SeededHubs.SeedAsync(settings.Storage, settings.OwnerKey, HubCount, MembersEach, cancel));
        using var client = app.OwnerClient();
        await MeasureAsync(hubs.Hubs, ThroughTheApp(client), Straight(settings.Storage, hubs), options.Runs, figures, cancel);
    }

    private static async Task MeasureAsync(IReadOnlyList<string> hubs, Readers.PageReader ours, Readers.PageReader bare, int runs, Figures figures, CancellationToken cancel)
    {
        var (rounds, floors) = (new List<Readings>(), new List<Readings>());
        await Readers.RunAsync(ReaderCount, hubs, WarmUp, ours, cancel);
        await Readers.RunAsync(ReaderCount, hubs, WarmUp, bare, cancel);
        for (var run = 0; run < runs; run++)
        {
            rounds.Add(await Readers.RunAsync(ReaderCount, hubs, OfARun, ours, cancel));
            floors.Add(await Readers.RunAsync(ReaderCount, hubs, OfARun, bare, cancel));
            Steps.Say($"  ours {Describe(rounds[^1])}; floor {Describe(floors[^1])}");
        }

        var troubles = rounds.Concat(floors).SelectMany(round => round.Troubles).ToList();
        if (troubles.Count > 0)
            throw new StepFailedException($"{troubles.Count} pages did not come; the first: {troubles[0]}", "A figure of a run that failed says nothing: mend it, then measure again.");
        figures.Add("reads.p99OverFloor", Median(rounds, round => round.P99) / Median(floors, round => round.P99));
        figures.Add("reads.p99Ms", Median(rounds, round => round.P99));
        figures.Add("reads.floorP99Ms", Median(floors, round => round.P99));
        figures.Add("reads.perSecond", Median(rounds, round => round.PerSecond));
        figures.Add("reads.floorPerSecond", Median(floors, round => round.PerSecond));
    }

    private static Readers.PageReader ThroughTheApp(SeatkeeperClient client) => async (hub, after, cancel) =>
    {
        var page = await client.GetAsync<ListResponse<MemberResponse>>($"hubs/{hub}/members?limit={PageSize}{(after is null ? "" : $"&continuation={after}")}", cancel);
        return page.Items.Count > 0 || after is not null ? page.Continuation : throw new InvalidDataException($"A page of {hub} is empty.");
    };

    private static Readers.PageReader Straight(string storage, SeededHubs seeded)
    {
        var service = new TableServiceClient(storage);
        var (keys, people, hubs, roles, members) = (
            service.GetTableClient("ApiKeys"), service.GetTableClient("WorkspaceUsers"), service.GetTableClient("Hubs"), service.GetTableClient("HubPeople"), service.GetTableClient("Members"));
        return async (hub, after, cancel) =>
        {
            await keys.GetEntityAsync<TableEntity>("key", seeded.KeyId, cancellationToken: cancel);
            await people.GetEntityAsync<TableEntity>("user", seeded.OwnerId, cancellationToken: cancel);
            await Task.WhenAll(
                hubs.GetEntityAsync<TableEntity>("hub", hub, cancellationToken: cancel),
                roles.GetEntityAsync<TableEntity>(seeded.Bucket, hub, cancellationToken: cancel));
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {hub} and RowKey gt {after ?? ""} and Presence ne 'Gone'");
            await foreach (var page in members.QueryAsync<TableEntity>(filter, PageSize, cancellationToken: cancel).AsPages())
                return page.Values.Count == PageSize ? page.Values[^1].RowKey : null;
            return null;
        };
    }

    private static string Describe(Readings round) => $"p50 {round.P50:0} ms, p99 {round.P99:0} ms, {round.PerSecond:0} a second";

    private static double Median(List<Readings> rounds, Func<Readings, double> of)
    {
        var ordered = rounds.Select(of).Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
