using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>One hub and a number of random runs on it. The same seed draws the same wishes, troubles and kills.</summary>
internal sealed class CampaignSession(int seed, int runs)
{
    private static readonly string[] Variants = ["A", "B", "C", "E", "F", "G", "H", "J"];
    private static readonly string[] ListModes = ["full", "paged", "loadMore", "virtual"];
    private static readonly string[] Latencies = ["instant", "instant", "office"];
    private readonly Random random = new(seed);
    private readonly List<CampaignRun> done = [];

    public int Seed => seed;

    public async Task<IReadOnlyList<CampaignRun>> RunAsync(SoakParts parts, Action<CampaignRun> tell, CancellationToken cancel)
    {
        await using var app = await SoakApp.StartAsync(parts, Recipe(), Settings, cancel);
        var judge = new Judge(app.World);
        await judge.StrictAsync(cancel);
        var connected = await app.ConnectAsync(SimulatedAccount.TotpSecret, cancel);
        if (!connected.IsGood)
            return [new CampaignRun(seed, 0, "connect", "nothing", [connected], TimeSpan.Zero, [$"the hub could not be connected: {connected}"])];
        var world = WishedWorld.From(await app.World.StateAsync(cancel));
        var draw = new WishDraw(random);
        for (var number = 1; number <= runs; number++)
        {
            var run = await OneAsync(number, app, judge, world, draw.Next(world), cancel);
            done.Add(run);
            tell(run);
        }

        var last = await app.CheckAsync(cancel);
        var left = last.IsGood ? await judge.DifferencesAsync(await app.MembersAsync(cancel), cancel) : [$"the last check, undisturbed: {last}"];
        done.Add(new CampaignRun(seed, runs + 1, "last check", "nothing", [last], TimeSpan.Zero, [.. left, .. world.Differences(WishedWorld.Of(await app.World.StateAsync(cancel)))]));
        return done;
    }

    private async Task<CampaignRun> OneAsync(int number, SoakApp app, Judge judge, WishedWorld world, IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        var trouble = Trouble.Draw(random);
        var kill = random.Next(12) == 0 ? TimeSpan.FromMilliseconds(random.Next(200, 6_000)) : (TimeSpan?)null;
        await app.World.SendAsync(HttpMethod.Patch, "/_sim/workspaces/ws_01", LookOfThePage(), cancel);
        await app.World.SendAsync(HttpMethod.Put, "/_sim/latency", new JsonObject { ["preset"] = Latencies[random.Next(Latencies.Length)] }, cancel);
        if (trouble is not null)
            await app.World.SendAsync(HttpMethod.Post, "/_sim/faults", trouble.DeepClone(), cancel);
        foreach (var wish in wishes)
            await judge.PermitAsync(wish, cancel);
        var violations = await judge.ViolationsAsync(cancel);
        var watch = Stopwatch.StartNew();
        var asking = AskAsync(app, wishes, cancel);
        if (kill is { } after)
            await KillAsync(app, asking, after, cancel);
        var outcomes = await asking;
        var took = watch.Elapsed;
        if (trouble is not null)
            await app.World.SendAsync(HttpMethod.Delete, $"/_sim/faults/{trouble["id"]}", body: null, cancel);
        var objections = (await judge.ViolationsAsync(cancel)).Skip(violations.Count).Concat(Settle(world, wishes, outcomes, WishedWorld.Of(await app.World.StateAsync(cancel)))).ToList();
        var asked = wishes.Count == 0 ? "check" : $"{wishes[0].Action} {string.Join(", ", wishes.Select(wish => wish.Email))}";
        return new CampaignRun(seed, number, asked, Trouble.Describe(trouble) + (kill is null ? "" : $", killed after {kill.Value.TotalSeconds:0.0} s"), outcomes, took, objections);
    }

    // What was completed is so. What failed for sure is as before. Of what nobody can tell, either is right, and nothing else.
    private static List<string> Settle(WishedWorld world, IReadOnlyList<Wish> wishes, IReadOnlyList<Outcome> outcomes, Dictionary<string, string> now)
    {
        var objections = new List<string>();
        if (outcomes.FirstOrDefault(outcome => outcome.Code == "Stuck") is { } stuck)
            objections.Add($"{stuck}");
        foreach (var wish in wishes)
        {
            var outcome = outcomes.FirstOrDefault(found => string.Equals(found.Target, wish.Email, StringComparison.OrdinalIgnoreCase)) ?? outcomes[0];
            if (outcome.IsGood || outcome.IsWishTrue)
                world.Fulfilled(wish);
            else if (outcome.Code is nameof(FailureKind.EffectUnknown) or nameof(FailureKind.EffectDiverged) or "Stuck" or nameof(FailureKind.Unexpected))
                objections.AddRange(world.LeftOpen(wish, now));
        }

        objections.AddRange(world.Differences(now));
        return objections;
    }

    private static async Task<IReadOnlyList<Outcome>> AskAsync(SoakApp app, IReadOnlyList<Wish> wishes, CancellationToken cancel) =>
        wishes.Count == 0 ? [await app.CheckAsync(cancel)] : await app.ChangeAsync(wishes, cancel);

    private static async Task KillAsync(SoakApp app, Task asking, TimeSpan after, CancellationToken cancel)
    {
        if (await Task.WhenAny(asking, Task.Delay(after, cancel)) != asking)
            await app.KillAndRestartAsync(cancel);
    }

    private JsonObject LookOfThePage() => new()
    {
        ["variant"] = Variants[random.Next(Variants.Length)],
        ["listMode"] = ListModes[random.Next(ListModes.Length)],
    };

    private JsonObject Recipe() => new() { ["set"] = "medium", ["seed"] = seed, ["options"] = new JsonObject { ["turnstileMs"] = 50, ["budget"] = null } };

    private static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Browser__StepTimeout"] = "00:00:15",
        ["Browser__EffectSettling"] = "00:00:02",
        ["Browser__RateLimitPause"] = "00:00:02",
    };
}
