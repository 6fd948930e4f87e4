using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>One hub of a campaign: what is wished of it, one run after the other, and whether the site is as it was wished.</summary>
/// <param name="app">The app, as far as it is this hub's.</param>
/// <param name="verdicts">What the referee of the whole site says.</param>
/// <param name="seed">What draws its wishes and troubles.</param>
/// <param name="number">Which hub of its app, from 1.</param>
internal sealed class CampaignHub(SoakApp app, Verdicts verdicts, int seed, int number)
{
    private const int PlentyOfSeats = 400;
    private const int MostQuestions = 3;

    private static readonly string[] Variants = ["A", "B", "C", "E", "F", "G", "H", "J"];
    private static readonly string[] ListModes = ["full", "paged", "loadMore", "virtual"];
    private static readonly string[] SeatCharges = ["silent", "inline", "dialog"];
    private static readonly string[] Latencies = ["instant", "instant", "office"];
    private readonly Random random = new((seed * 31) + number);
    private readonly string workspace = $"ws_0{number}";
    private readonly Judge judge = new(app.World, $"ws_0{number}");

    private WishedWorld? wished;
    private int lastEffect;

    public async Task RunAsync(int runs, Action<CampaignRun> tell, CancellationToken cancel)
    {
        wished = WishedWorld.From(await app.World.StateAsync(cancel), workspace);
        var draw = new WishDraw(random, $"campaign.{number}");
        for (var run = 1; run <= runs; run++)
            tell(await OneAsync(run, wished, draw.Next(wished), cancel));
    }

    /// <summary>A check that nothing disturbs: what the app knows then is what is there, and what was wished.</summary>
    public async Task<CampaignRun> LastAsync(int run, CancellationToken cancel)
    {
        await SeatsAsync(PlentyOfSeats, cancel);
        var last = await app.CheckAsync(cancel);
        var left = last.IsGood ? await judge.DifferencesAsync(await app.MembersAsync(cancel), cancel) : [$"the last check, undisturbed: {last}"];
        return new CampaignRun(seed, number, run, "last check", "nothing", [last], TimeSpan.Zero,
            [.. left, .. wished?.Differences(await NowAsync(cancel)) ?? [], .. await EffectsAsync([], [last], cancel), .. await verdicts.NewAsync(cancel)]);
    }

    private async Task<CampaignRun> OneAsync(int run, WishedWorld world, IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        var trouble = Trouble.Draw(random, wishes);
        var kill = random.Next(12) == 0 ? TimeSpan.FromMilliseconds(random.Next(200, 6_000)) : (TimeSpan?)null;
        var (approves, isFull) = (random.Next(3) > 0, random.Next(6) == 0);
        await app.World.SendAsync(HttpMethod.Patch, $"/_sim/workspaces/{workspace}", LookOfThePage(), cancel);
        var seats = isFull ? world.Taken : PlentyOfSeats;
        await SeatsAsync(seats, cancel);
        await app.World.SendAsync(HttpMethod.Put, "/_sim/latency", new JsonObject { ["preset"] = Latencies[random.Next(Latencies.Length)] }, cancel);
        if (trouble is not null)
            await app.World.SendAsync(HttpMethod.Post, "/_sim/faults", trouble.DeepClone(), cancel);
        foreach (var wish in wishes)
            await judge.PermitAsync(wish, cancel);
        var watch = Stopwatch.StartNew();
        var asking = AskAsync(wishes, approves, cancel);
        var isKilled = kill is { } after && await Task.WhenAny(asking, Task.Delay(after, cancel)) != asking;
        if (isKilled)
            await app.KillAndRestartAsync(cancel);
        var (outcomes, decision) = await asking;
        var took = watch.Elapsed;
        if (trouble is not null)
            await app.World.SendAsync(HttpMethod.Delete, $"/_sim/faults/{trouble["id"]}", body: null, cancel);
        var state = await app.World.StateAsync(cancel);
        IReadOnlyList<string> objections =
        [
            .. await verdicts.NewAsync(cancel), .. Settle(world, wishes, outcomes, WishedWorld.Of(state, workspace)), .. await EffectsAsync(wishes, outcomes, cancel),
            .. SeatsIn(state) == seats ? Array.Empty<string>() : [$"{seats} seats were paid for, and now {SeatsIn(state)} are"],
        ];
        var asked = wishes.Count == 0 ? "check" : $"{wishes[0].Action} {string.Join(", ", wishes.Select(wish => wish.Email))}";
        var met = Trouble.Describe(trouble) + (isFull ? ", no seat free" : "") + (isKilled ? $", killed after {kill?.TotalSeconds:0.0} s" : "") + (decision is null ? "" : $", {decision}");
        return new CampaignRun(seed, number, run, asked, met, outcomes, took, objections) { WasKilled = isKilled, Decision = decision };
    }

    // What the guard asks about, a person decides: most of the time they approve just what was wished, and otherwise nothing of it may be done.
    private async Task<(IReadOnlyList<Outcome> Outcomes, string? Decision)> AskAsync(IReadOnlyList<Wish> wishes, bool approves, CancellationToken cancel)
    {
        if (wishes.Count == 0)
            return ([await app.CheckAsync(cancel)], null);
        var outcomes = await app.ChangeAsync(wishes, cancel);
        string? decision = null;
        for (var questions = 0; questions < MostQuestions && outcomes.Any(outcome => outcome.Code == nameof(AutomatedTaskStatus.WaitingForApproval)); questions++)
        {
            outcomes = await app.DecideAsync(wishes, approves, cancel);
            decision = approves ? "approved" : "rejected";
        }

        return (outcomes, decision);
    }

    private async Task<IReadOnlyList<string>> EffectsAsync(IReadOnlyList<Wish> wishes, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        // Where a connection breaks, the browser sends a request again by itself, as every browser does: that is one click.
        var clicks = (await app.World.JournalAsync("request", cancel)).Where(entry => entry["after"]?["click"] is not null)
            .GroupBy(entry => $"{entry["requestId"]}", StringComparer.Ordinal).ToDictionary(group => group.Key, group => $"{group.First()["after"]?["click"]}", StringComparer.Ordinal);
        var all = (await app.World.JournalAsync("effect", cancel)).Where(entry => entry["actor"]?.ToString() == "operator" && entry["workspaceId"]?.ToString() == workspace).ToList();
        var fresh = all.Where(entry => entry["seq"]?.GetValue<int>() > lastEffect).DistinctBy(entry => ClickOf(entry, clicks)).Select(entry => (Name: $"{entry["name"]}", Target: $"{entry["target"]}")).ToList();
        lastEffect = all.Count == 0 ? 0 : all.Max(entry => entry["seq"]?.GetValue<int>() ?? 0);
        return EffectJudge.Objections(fresh, wishes, outcomes);
    }

    private static string ClickOf(JsonObject effect, Dictionary<string, string> clicks) =>
        $"{effect["name"]} {effect["target"]} {clicks.GetValueOrDefault($"{effect["requestId"]}") ?? $"{effect["seq"]}"}";

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private int? SeatsIn(JsonObject state) =>
        state["workspaces"]?.AsArray().OfType<JsonObject>().FirstOrDefault(found => found["id"]?.ToString() == workspace)?["settings"]?["seatsPaid"]?.GetValue<int>();

    // What was completed is so. What failed for sure is as before. Of what nobody can tell, either is right, and nothing else.
    private static List<string> Settle(WishedWorld world, IReadOnlyList<Wish> wishes, IReadOnlyList<Outcome> outcomes, Dictionary<string, string> now)
    {
        var objections = new List<string>();
        if (outcomes.FirstOrDefault(outcome => outcome.Code is "Stuck" or SoakApp.WrongQuestion) is { } wrong)
            objections.Add($"{wrong}");
        foreach (var wish in wishes)
        {
            var outcome = outcomes.FirstOrDefault(found => Is(found.Target, wish.Email)) ?? outcomes[0];
            if (outcome.IsGood || outcome.IsWishTrue)
                world.Fulfilled(wish);
            else if (outcome.Code is nameof(FailureKind.EffectUnknown) or nameof(FailureKind.EffectDiverged) or "Stuck" or nameof(FailureKind.Unexpected))
                objections.AddRange(world.LeftOpen(wish, now));
        }

        objections.AddRange(world.Differences(now));
        return objections;
    }

    private async Task<Dictionary<string, string>> NowAsync(CancellationToken cancel) => WishedWorld.Of(await app.World.StateAsync(cancel), workspace);

    private Task SeatsAsync(int paid, CancellationToken cancel) =>
        app.World.SendAsync(HttpMethod.Patch, $"/_sim/workspaces/{workspace}", new JsonObject { ["seatsPaid"] = paid }, cancel);

    private JsonObject LookOfThePage() => new()
    {
        ["variant"] = Variants[random.Next(Variants.Length)],
        ["listMode"] = ListModes[random.Next(ListModes.Length)],
        ["seatChargeUi"] = SeatCharges[random.Next(SeatCharges.Length)],
    };
}
