using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Webhooks;

/// <summary>
/// Notifications of Microsoft Graph at one instance of the whole app: 500 a second for a minute, in requests of 10 to 20 over 50
/// subscriptions. What is stored afterwards is counted in the table, and not taken from the answers.
/// </summary>
internal static class WebhookGroup
{
    internal const int Subscriptions = 50;
    private const int PerSecond = 500;
    internal const int Seconds = 60;
    private const string Never = "0 0 0 1 1 *";

    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        using var folder = new RunFolder("bench-webhook");
        await using var azurite = await AzuriteServer.StartOnAsync(Path.Combine(folder.Path, "azurite"));
        await using var graph = new GraphSimulatorServer();
        await graph.InitializeAsync();
        var world = await graph.NewWorldAsync(new JsonObject { ["groups"] = new JsonArray([.. Enumerable.Range(0, Subscriptions).Select(n => (JsonNode)new JsonObject { ["displayName"] = $"Group {n}" })]) }, cancel);
        var settings = new FunctionsSettings
        {
            Storage = azurite.NewAccount(),
            HubName = "SeatkeeperBench",
            Folder = folder.Path,
            OwnerKey = OwnerKey.Ensure(Path.Combine(folder.Path, "owner.key")),
            Browser = options.Browser,
            // What is stored stays there to be counted.
            Also = new Dictionary<string, string?>(SettingsOf(world)) { ["GraphNotificationSchedule"] = Never, ["GraphReconcileSchedule"] = Never },
        };
        await using (var app = await FunctionsServer.StartAsync(settings, cancel))
        {
            await Steps.RunAsync($"Subscribe to {Subscriptions} groups", () => SubscribeAsync(world, app.Address, settings.Storage, cancel));
            await FloodAsync(world, 5, cancel);
            await MeasureAsync(world, settings.Storage, figures, cancel);
        }

        await WorkedFlood.RunAsync(graph, options, figures, cancel);
    }

    private static Dictionary<string, string?> SettingsOf(GraphWorld world) => new()
    {
        ["Graph__TenantId"] = world.TenantId,
        ["Graph__BaseUrl"] = world.BaseUrl,
        ["Graph__ClientId"] = world.ClientId,
        ["Graph__ClientSecret"] = world.ClientSecret,
    };

    private static async Task MeasureAsync(GraphWorld world, string storage, Figures figures, CancellationToken cancel)
    {
        var before = await StoredAsync(storage, cancel);
        var report = await FloodAsync(world, Seconds, cancel);
        var stored = await StoredAsync(storage, cancel) - before;
        Steps.Say($"  {report.ToJsonString()}; {stored} stored");
        figures.Add("webhook.p99Ms", Number(report, "p99Ms"));
        figures.Add("webhook.lost", Number(report, "notifications") - stored);
        figures.Add("webhook.ratePerSecond", Number(report, "perSecond"));
    }

    internal static Task<JsonObject> FloodAsync(GraphWorld world, int seconds, CancellationToken cancel) => world.SendAsync(
        HttpMethod.Post, "/_sim/notifications/flood", new JsonObject { ["perSecond"] = PerSecond, ["seconds"] = seconds, ["batchFrom"] = 10, ["batchTo"] = 20 }, cancel);

    internal static double Number(JsonObject report, string field) => report[field]?.GetValue<double>() ?? throw new StepFailedException($"The flood told no {field}.", "Look at the simulator's report.");

    /// <summary>Subscribes to each of the groups, as the app would.</summary>
    internal static async Task SubscribeAsync(GraphWorld world, Uri app, string storage, CancellationToken cancel)
    {
        var webhook = new Uri(app, "/api/v1/webhooks/graph");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(http, world, cancel));
        var table = new TableServiceClient(storage).GetTableClient("Subscriptions");
        for (var n = 0; n < Subscriptions; n++)
        {
            var state = RandomNumberGenerator.GetHexString(64, lowercase: true);
            var now = TimeProvider.System.GetUtcNow();
            var row = new TableEntity("subscription", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))) { ["Resource"] = "groups", ["Webhook"] = webhook.ToString(), ["CreatedAt"] = now };
            await table.AddEntityAsync(row, cancel);
            using var answer = await http.PostAsJsonAsync(new Uri($"{world.BaseUrl}/subscriptions"), new JsonObject
            {
                ["resource"] = $"groups/{await world.GroupIdAsync(string.Create(CultureInfo.InvariantCulture, $"Group {n}"), cancel)}",
                ["changeType"] = "updated",
                ["notificationUrl"] = webhook.ToString(),
                ["clientState"] = state,
                ["expirationDateTime"] = now.AddDays(1),
            }, cancel);
            answer.EnsureSuccessStatusCode();
            row["SubscriptionId"] = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancel))?["id"]?.ToString();
            await table.UpsertEntityAsync(row, cancellationToken: cancel);
        }
    }

    private static async Task<string> TokenAsync(HttpClient http, GraphWorld world, CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = world.ClientId,
            ["client_secret"] = world.ClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var answer = await http.PostAsync(new Uri(world.TokenUrl), form, cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancel))?["access_token"]?.ToString() ?? "";
    }

    private static async Task<int> StoredAsync(string storage, CancellationToken cancel)
    {
        var stored = 0;
        await foreach (var row in new TableServiceClient(storage).GetTableClient("GraphInbox").QueryAsync<TableEntity>(cancellationToken: cancel))
        {
            using var entries = JsonDocument.Parse(row.GetString("Entries"));
            stored += entries.RootElement.GetArrayLength();
        }

        return stored;
    }
}
