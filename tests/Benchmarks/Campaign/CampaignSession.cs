using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>One app with several hubs, and random runs on all of them at once. The same seed draws the same wishes, troubles and kills.</summary>
internal sealed class CampaignSession(int seed, int runsPerHub)
{
    /// <summary>More than the app has browser sessions for, so that they also wait for one another.</summary>
    public const int Hubs = 3;

    private static readonly string[] Workspaces = ["Contoso SEO", "Contoso Content", "Contoso Ads"];

    public int Seed => seed;

    public async Task<IReadOnlyList<CampaignRun>> RunAsync(SoakParts parts, Action<CampaignRun> tell, CancellationToken cancel)
    {
        await using var app = await SoakApp.StartAsync(parts, Recipe(), Settings, cancel);
        var judge = new Judge(app.World);
        await judge.StrictAsync(cancel);
        var verdicts = new Verdicts(judge);
        var hubs = new List<CampaignHub>();
        for (var number = 1; number <= Hubs; number++)
        {
            var hub = number == 1 ? app : app.Beside();
            var connected = await ConnectAsync(hub, number, cancel);
            if (!connected.IsGood)
                return [new CampaignRun(seed, number, 0, "connect", "nothing", [connected], TimeSpan.Zero, [$"the hub could not be connected: {connected}"])];
            hubs.Add(new CampaignHub(hub, verdicts, seed, number));
        }

        var done = await Task.WhenAll(hubs.Select(hub => hub.RunAsync(runsPerHub, tell, cancel)));
        return [.. done.SelectMany(runs => runs)];
    }

    private static async Task<Outcome> ConnectAsync(SoakApp hub, int number, CancellationToken cancel)
    {
        var email = number == 1 ? SimulatedAccount.Email : $"svc-hub-{number}@corp.test";
        if (number > 1)
            await hub.World.SendAsync(HttpMethod.Post, "/_sim/accounts", new JsonObject { ["email"] = email, ["password"] = SimulatedAccount.Password }, cancel);
        return await hub.ConnectAsync(email, number == 1 ? SimulatedAccount.TotpSecret : null, Workspaces[number - 1], cancel);
    }

    // A second invitation of somebody who has one is a second mail here: a site that passes over it would hide that it was sent.
    private JsonObject Recipe() => new()
    {
        ["set"] = "threeTeams",
        ["seed"] = seed,
        ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null, ["duplicateInvite"] = "double" },
    };

    private static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Browser__StepTimeout"] = "00:00:15",
        ["Browser__EffectSettling"] = "00:00:02",
        ["Browser__RateLimitPause"] = "00:00:02",
    };
}
