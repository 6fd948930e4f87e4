using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Automation;

/// <summary>
/// Removing and inviting a hundred people, the whole task over HTTP, against a naive script and a bare one; reading a virtual list; and
/// what many checks leave behind.
/// </summary>
internal static class AutomationGroup
{
    private const int People = 100;
    private const string Set = "people600";

    // 600 members and 12 invitations use that many; two hundred more are paid for and free.
    private const int SeatsPaid = 600 + 12 + 200;

    public static async Task RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var parts = await SoakParts.StartAsync(options.Browser);
        using var browser = await PlainBrowser.StartAsync(options.Browser);
        if (options.WantsCase("remove100"))
            await MeasureAsync("remove", removes: true, parts, browser, options, figures, cancel);
        if (options.WantsCase("invite100"))
            await MeasureAsync("invite", removes: false, parts, browser, options, figures, cancel);
        if (options.WantsCase("read5000virtual"))
            await VirtualRead.RunAsync(parts, browser, options, figures, cancel);
        if (options.WantsCase("checks300"))
            await ManyChecks.RunAsync(parts, figures, cancel);
    }

    private static async Task MeasureAsync(string name, bool removes, SoakParts parts, PlainBrowser browser, BenchOptions options, Figures figures, CancellationToken cancel)
    {
        var (ours, bare, naive) = (new Series(), new Series(), new Series());
        for (var run = 1; run <= options.Runs; run++)
        {
            // Each side a fresh world, and ours a fresh hub, so that no side meets what another left, and the guard has no reason to ask.
            ours.Add(await OursAsync(parts, removes, cancel));
            bare.Add(await ScriptAsync(parts, removes, (world, people) => Scripts.BareAsync(browser, world, removes, people), cancel));
            naive.Add(await ScriptAsync(parts, removes, (world, people) => Scripts.NaiveAsync(browser, world, removes, people), cancel));
            Steps.Say($"  {name} {People}: ours {ours.Last:0.0} s, bare {bare.Last:0.0} s, naive {naive.Last:0.0} s");
        }

        figures.Add($"{name}100.seconds", ours.Median);
        figures.Add($"{name}100.speedup", naive.Median / ours.Median);
        figures.Add($"{name}100.overFloor", ours.Median / bare.Median);
    }

    private static async Task<TimeSpan> OursAsync(SoakParts parts, bool removes, CancellationToken cancel)
    {
        await using var app = await SoakApp.StartAsync(parts, Recipe(), new Dictionary<string, string?>(), cancel);
        (await app.ConnectAsync(SimulatedAccount.TotpSecret, cancel)).RequireGood("The hub could not be connected");
        var wishes = (await PeopleAsync(app.World, removes, cancel)).Select(email => new Wish(removes ? ChangeAction.Remove : ChangeAction.Invite, email, removes ? null : "Member")).ToList();
        await SlowDownAsync(app.World, cancel);
        var watch = Stopwatch.StartNew();
        var outcomes = await app.ChangeAsync(wishes, cancel);
        var took = watch.Elapsed;
        return outcomes.All(outcome => outcome.IsGood) && outcomes.Count == People
            ? took
            : throw new StepFailedException($"Not everybody was done: {outcomes.First(outcome => !outcome.IsGood)}", "A figure of a run that failed says nothing: mend it, then measure again.");
    }

    private static async Task<TimeSpan> ScriptAsync(SoakParts parts, bool removes, Func<SimulatedWorld, IReadOnlyList<string>, Task<TimeSpan>> script, CancellationToken cancel)
    {
        var world = await parts.Simulator.NewWorldAsync(Recipe(), cancel);
        var people = await PeopleAsync(world, removes, cancel);
        await SlowDownAsync(world, cancel);
        return await script(world, people);
    }

    private static async Task<IReadOnlyList<string>> PeopleAsync(SimulatedWorld world, bool removes, CancellationToken cancel)
    {
        if (!removes)
            return [.. Enumerable.Range(1, People).Select(nth => $"new.person.{nth}@corp.test")];
        var members = (await world.StateAsync(cancel))["workspaces"]?[0]?["members"]?.AsArray() ?? [];
        return [.. members.Where(member => member?["role"]?.ToString() == "Member").Select(member => $"{member?["email"]}").Take(People)];
    }

    private static Task SlowDownAsync(SimulatedWorld world, CancellationToken cancel) =>
        world.SendAsync(HttpMethod.Put, "/_sim/latency", new JsonObject { ["preset"] = "office" }, cancel);

    private static JsonObject Recipe() => new()
    {
        ["set"] = Set,
        ["overrides"] = new JsonObject { ["listMode"] = "full", ["seatsPaid"] = SeatsPaid },
        ["options"] = new JsonObject { ["budget"] = null },
    };
}
