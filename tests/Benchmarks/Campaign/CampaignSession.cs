using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>One app with several hubs, and random runs on all of them at once. The same seed draws the same wishes, troubles and kills.</summary>
internal sealed class CampaignSession(int seed, int runsPerHub)
{
    /// <summary>More than the app has browser sessions for, so that they also wait for one another.</summary>
    public const int Hubs = 3;

    private static readonly string[] Workspaces = ["Contoso SEO", "Contoso Content", "Contoso Ads"];

    private readonly List<CampaignRun> done = [];

    public int Seed => seed;

    /// <summary>What was played so far, also of a session that broke off.</summary>
    public IReadOnlyList<CampaignRun> Done
    {
        get
        {
            lock (done)
                return [.. done];
        }
    }

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
                throw new StepFailedException($"Hub {number} could not be connected: {connected}", "Without hubs nothing can be shown: look at the app's log.");
            hubs.Add(new CampaignHub(hub, verdicts, seed, number));
        }

        await Task.WhenAll(hubs.Select(hub => hub.RunAsync(runsPerHub, run => Add(run, tell), cancel)));
        // Undisturbed by one another.
        foreach (var hub in hubs)
            Add(await hub.LastAsync(runsPerHub + 1, cancel), tell);
        return Done;
    }

    private static async Task<Outcome> ConnectAsync(SoakApp hub, int number, CancellationToken cancel)
    {
        var email = number == 1 ? SimulatedAccount.Email : $"svc-hub-{number}@corp.test";
        if (number > 1)
            await hub.World.SendAsync(HttpMethod.Post, "/_sim/accounts", new JsonObject { ["email"] = email, ["password"] = SimulatedAccount.Password, ["isAutomation"] = true }, cancel);
        return await hub.ConnectAsync(email, number == 1 ? SimulatedAccount.TotpSecret : null, Workspaces[number - 1], cancel);
    }

    private void Add(CampaignRun run, Action<CampaignRun> tell)
    {
        lock (done)
            done.Add(run);
        tell(run);
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
        ["StepRetries__First"] = "00:00:02",
        ["StepRetries__Backoff"] = "1",
        ["Browser__EffectSettling"] = "00:00:02",
        ["Browser__RateLimitPause"] = "00:00:02",
    };
}
