using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Groups;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Sync;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Members;

namespace Seatkeeper.Benchmarks.Webhooks;

/// <summary>
/// A group of 10,000 people of Entra who all have their seats already: it is mapped, and then changes again and again, one person at a
/// time. How often Graph is asked is counted at Graph, and what the worker holds is looked at after each change.
/// </summary>
internal static class LargeGroup
{
    private const int People = 10_000;
    private const int Changes = 40;
    private const int Warm = 15;
    private const int Samples = 5;
    private const double MostOnAPage = 999;
    private const string Group = "Everybody";
    private const string ReadOfMembers = "GET /groups/{id}/transitiveMembers";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var site = new SimulatorServer();
        await site.InitializeAsync();
        await using var graph = new GraphSimulatorServer();
        await graph.InitializeAsync();
        GraphWorld? made = null;
        List<string> people = [];
        await using var hub = await Steps.RunAsync($"Connect a hub of {People:n0} members to a tenant with the same people", () => BenchHub.ConnectAsync(People, site, options.Browser, async world =>
        {
            people = MembersOf(await world.StateAsync(cancel));
            return made = await graph.NewWorldAsync(Recipe(people), cancel);
        }, cancel));
        var tenant = made ?? throw new InvalidOperationException("The tenant is made before the app.");
        var group = await tenant.GroupIdAsync(Group, cancel);

        var watch = Stopwatch.StartNew();
        await hub.RunAsync(HttpMethod.Put, $"groups/{group}", new GiveHubRequest("Guest"), cancel);
        figures.Add("group10000.mappedSeconds", watch.Elapsed.TotalSeconds);
        await ChangeAsync(hub, tenant, people, figures, cancel);
    }

    private static async Task ChangeAsync(BenchHub hub, GraphWorld tenant, List<string> people, Figures figures, CancellationToken cancel)
    {
        var held = new List<double>();
        var before = await tenant.RequestCountsAsync(cancel);
        var watch = Stopwatch.StartNew();
        for (var change = 0; change < Changes; change++)
        {
            // Out, and in again: a new list each time, and nothing to be done in the app.
            var (person, leaves) = (people[change / 2], change % 2 == 0);
            await tenant.ChangeMembersAsync(Group, leaves ? [] : [person], leaves ? [person] : [], cancel);
            await UntilReadAsync(hub, people.Count - (leaves ? 1 : 0), cancel);
            if (hub.WorkerMb() is not { } now)
                return;
            held.Add(now);
            if ((change + 1) % Samples == 0)
                Steps.Say($"  after {change + 1} changes: worker {now:0} MB");
        }

        figures.Add("group10000.secondsPerChange", watch.Elapsed.TotalSeconds / Changes);
        var asked = (await tenant.RequestCountsAsync(cancel)).ToDictionary(route => route.Key, route => route.Value - before.GetValueOrDefault(route.Key), StringComparer.Ordinal);
        foreach (var (route, times) in asked.Where(route => route.Value > 0).OrderByDescending(route => route.Value))
            Steps.Say($"  {times} times {route}");
        figures.Add("group10000.requestsPerChange", asked.Values.Sum() / (double)Changes);
        figures.Add("group10000.pagesPerChange", asked.GetValueOrDefault(ReadOfMembers) / (double)Changes);
        figures.Add("group10000.leastPagesPerChange", Math.Ceiling(people.Count / MostOnAPage));
        figures.Add("group10000.workerGrowthMb", Median(held[^Samples..]) - Median(held[(Warm - Samples)..Warm]));
        if (hub.WorkerPeakMb() is { } peak)
            figures.Add("group10000.workerPeakMb", peak);
    }

    private static async Task UntilReadAsync(BenchHub hub, int members, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Poll, cancel))
        {
            var shown = await hub.ListAsync<HubGroupResponse>("groups", cancel);
            if (shown is [{ } only] && only.MemberCount == members && await hub.IsQuietAsync(cancel))
                return;
            if (watch.Elapsed > Limit)
                throw new StepFailedException($"The group was not read with its {members:n0} members.", "Look at the app's log.");
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Members of the world who are nothing more.</summary>
    internal static List<string> MembersOf(JsonObject state) => [.. SiteSeats.Of(state).Where(seat => seat is { IsPending: false, Role: AppRole.Member }).Select(seat => seat.Email)];

    /// <summary>The same people for a tenant's recipe.</summary>
    internal static JsonArray PeopleOf(List<string> people) => [.. people.Select(email => new JsonObject { ["displayName"] = email, ["mail"] = email, ["userPrincipalName"] = email })];

    private static JsonObject Recipe(List<string> people) => new()
    {
        ["people"] = PeopleOf(people),
        ["groups"] = new JsonArray(new JsonObject { ["displayName"] = Group, ["members"] = new JsonArray([.. people.Select(email => (JsonNode)email)]) }),
    };
}
