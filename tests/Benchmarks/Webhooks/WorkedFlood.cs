using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Sync;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Benchmarks.Webhooks;

/// <summary>
/// The same flood while the app works off what comes: a hub is mapped to all 50 groups, and every second somebody leaves one of them or
/// comes back. What came of how many notifications is counted: groups that were read, and runs of the hub.
/// </summary>
internal static class WorkedFlood
{
    private const int People = 250;
    private const int InGroup = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(GraphSimulatorServer graph, BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var site = new SimulatorServer();
        await site.InitializeAsync();
        GraphWorld? made = null;
        List<string> people = [];
        await using var hub = await Steps.RunAsync("Connect a hub of people of a tenant", () => BenchHub.ConnectAsync(People, site, options.Browser, async world =>
        {
            people = LargeGroup.MembersOf(await world.StateAsync(cancel));
            return made = await graph.NewWorldAsync(Recipe(people), cancel);
        }, cancel));
        var tenant = made ?? throw new InvalidOperationException("The tenant is made before the app.");
        await Steps.RunAsync($"Map {WebhookGroup.Subscriptions} groups", async () =>
        {
            for (var number = 0; number < WebhookGroup.Subscriptions; number++)
                await hub.RunAsync(HttpMethod.Put, $"groups/{await tenant.GroupIdAsync(NameOf(number), cancel)}", new GiveHubRequest("Guest"), cancel);
            await WebhookGroup.SubscribeAsync(tenant, hub.Address, hub.Storage, cancel);
        });
        await MeasureAsync(hub, tenant, people, figures, cancel);
    }

    private static async Task MeasureAsync(BenchHub hub, GraphWorld tenant, List<string> people, Figures figures, CancellationToken cancel)
    {
        var (asked, ran) = (await ReadsAsync(tenant, cancel), await RunsAsync(hub, cancel));
        var flood = WebhookGroup.FloodAsync(tenant, WebhookGroup.Seconds, cancel);
        var changes = 0;
        for (; !flood.IsCompleted; changes++)
        {
            // Out in one round over the groups, back in the next one.
            var (number, leaves) = (changes % WebhookGroup.Subscriptions, changes / WebhookGroup.Subscriptions % 2 == 0);
            await tenant.ChangeMembersAsync(NameOf(number), leaves ? [] : [people[number * InGroup]], leaves ? [people[number * InGroup]] : [], cancel);
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }

        var report = await flood;
        await UntilRightAsync(hub, tenant, cancel);
        Steps.Say($"  while it is worked off: {report.ToJsonString()}");
        if (WebhookGroup.Number(report, "refused") > 0)
            throw new StepFailedException($"{WebhookGroup.Number(report, "refused")} notifications were refused.", "Look at the app's log.");
        figures.Add("webhook.workedP99Ms", WebhookGroup.Number(report, "p99Ms"));
        figures.Add("webhook.workedRatePerSecond", WebhookGroup.Number(report, "perSecond"));
        figures.Add("webhook.workedNotifications", WebhookGroup.Number(report, "taken"));
        figures.Add("webhook.workedChanges", changes);
        figures.Add("webhook.workedReads", await ReadsAsync(tenant, cancel) - asked);
        figures.Add("webhook.workedRuns", await RunsAsync(hub, cancel) - ran);
    }

    // Nothing is lost where every group is known as it is, and nothing is left to do.
    private static async Task UntilRightAsync(BenchHub hub, GraphWorld tenant, CancellationToken cancel)
    {
        var truth = (await tenant.StateAsync(cancel))["groups"]?.AsArray().ToDictionary(group => $"{group?["id"]}", group => group?["members"]?.GetValue<int>() ?? 0, StringComparer.Ordinal) ?? [];
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromSeconds(1), cancel))
        {
            var wrong = (await hub.ListAsync<HubGroupResponse>("groups", cancel)).Where(group => truth[group.GroupId] != group.MemberCount).Select(group => group.Name).ToList();
            if (wrong.Count == 0 && await hub.IsQuietAsync(cancel))
                return;
            if (watch.Elapsed > Limit)
                throw new StepFailedException($"Not known as they are: {string.Join(", ", wrong)}.", "Look at the app's log.");
        }
    }

    private static async Task<int> ReadsAsync(GraphWorld tenant, CancellationToken cancel) => (await tenant.RequestCountsAsync(cancel)).GetValueOrDefault("GET /groups/{id}");

    private static async Task<int> RunsAsync(BenchHub hub, CancellationToken cancel) => (await hub.ListTasksAsync(cancel)).Count(task => task.Type == AutomatedTaskType.ProvisionHub);

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Group {number}");

    private static JsonObject Recipe(List<string> people) => new()
    {
        ["people"] = LargeGroup.PeopleOf(people),
        ["groups"] = new JsonArray([.. people.Chunk(InGroup).Take(WebhookGroup.Subscriptions).Select((some, number) => (JsonNode)new JsonObject { ["displayName"] = NameOf(number), ["members"] = new JsonArray([.. some.Select(email => (JsonNode)email)]) })]),
    };
}
