using System.Diagnostics;
using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Running;
using Seatkeeper.Domain.Changing;
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
    private static readonly string[] Variants = ["A", "B", "C", "E", "F", "G", "H", "J"];
    private static readonly string[] ListModes = ["full", "paged", "loadMore", "virtual"];
    private static readonly string[] SeatCharges = ["silent", "inline", "dialog"];
    private static readonly string[] Latencies = ["instant", "instant", "office"];
    private readonly Random random = new((seed * 31) + number);
    private readonly string workspace = $"ws_0{number}";
    private readonly Judge judge = new(app.World, $"ws_0{number}");

    public async Task<IReadOnlyList<CampaignRun>> RunAsync(int runs, Action<CampaignRun> tell, CancellationToken cancel)
    {
        var done = new List<CampaignRun>();
        var world = WishedWorld.From(await app.World.StateAsync(cancel), workspace);
        var draw = new WishDraw(random, $"campaign.{number}");
        for (var run = 1; run <= runs; run++)
        {
            done.Add(await OneAsync(run, world, draw.Next(world), cancel));
            tell(done[^1]);
        }

        await SeatsAsync(PlentyOfSeats, cancel);
        var last = await app.CheckAsync(cancel);
        var left = last.IsGood ? await judge.DifferencesAsync(await app.MembersAsync(cancel), cancel) : [$"the last check, undisturbed: {last}"];
        done.Add(Run(runs + 1, "last check", "nothing", [last], TimeSpan.Zero, [.. left, .. world.Differences(await NowAsync(cancel))]));
        tell(done[^1]);
        return done;
    }

    private async Task<CampaignRun> OneAsync(int run, WishedWorld world, IReadOnlyList<Wish> wishes, CancellationToken cancel)
    {
        var trouble = Trouble.Draw(random, wishes);
        var kill = random.Next(12) == 0 ? TimeSpan.FromMilliseconds(random.Next(200, 6_000)) : (TimeSpan?)null;
        var (approves, isFull) = (random.Next(3) > 0, random.Next(6) == 0);
        await app.World.SendAsync(HttpMethod.Patch, $"/_sim/workspaces/{workspace}", LookOfThePage(), cancel);
        await SeatsAsync(isFull ? world.Taken : PlentyOfSeats, cancel);
        await app.World.SendAsync(HttpMethod.Put, "/_sim/latency", new JsonObject { ["preset"] = Latencies[random.Next(Latencies.Length)] }, cancel);
        if (trouble is not null)
            await app.World.SendAsync(HttpMethod.Post, "/_sim/faults", trouble.DeepClone(), cancel);
        foreach (var wish in wishes)
            await judge.PermitAsync(wish, cancel);
        var watch = Stopwatch.StartNew();
        var asking = AskAsync(wishes, approves, cancel);
        if (kill is { } after && await Task.WhenAny(asking, Task.Delay(after, cancel)) != asking)
            await app.KillAndRestartAsync(cancel);
        var (outcomes, decided) = await asking;
        var took = watch.Elapsed;
        if (trouble is not null)
            await app.World.SendAsync(HttpMethod.Delete, $"/_sim/faults/{trouble["id"]}", body: null, cancel);
        var objections = (await verdicts.NewAsync(cancel)).Concat(Settle(world, wishes, outcomes, await NowAsync(cancel))).ToList();
        var asked = wishes.Count == 0 ? "check" : $"{wishes[0].Action} {string.Join(", ", wishes.Select(wish => wish.Email))}";
        var met = Trouble.Describe(trouble) + (isFull ? ", no seat free" : "") + (kill is null ? "" : $", killed after {kill.Value.TotalSeconds:0.0} s") + decided;
        return Run(run, asked, met, outcomes, took, objections);
    }

    private CampaignRun Run(int run, string asked, string trouble, IReadOnlyList<Outcome> outcomes, TimeSpan took, IReadOnlyList<string> objections) =>
        new(seed, number, run, asked, trouble, outcomes, took, objections);

    // What the guard asks about, a person decides: most of the time they approve just what was wished, and otherwise nothing of it may be done.
    private async Task<(IReadOnlyList<Outcome> Outcomes, string Decided)> AskAsync(IReadOnlyList<Wish> wishes, bool approves, CancellationToken cancel)
    {
        if (wishes.Count == 0)
            return ([await app.CheckAsync(cancel)], "");
        var outcomes = await app.ChangeAsync(wishes, cancel);
        var decided = "";
        for (var times = 0; times < 3 && outcomes.Any(outcome => outcome.Code == nameof(AutomatedTaskStatus.WaitingForApproval)); times++)
        {
            outcomes = await app.DecideAsync(wishes, approves, cancel);
            decided = approves ? ", approved" : ", rejected";
        }

        return (outcomes, decided);
    }

    // What was completed is so. What failed for sure is as before. Of what nobody can tell, either is right, and nothing else.
    private static List<string> Settle(WishedWorld world, IReadOnlyList<Wish> wishes, IReadOnlyList<Outcome> outcomes, Dictionary<string, string> now)
    {
        var objections = new List<string>();
        if (outcomes.FirstOrDefault(outcome => outcome.Code is "Stuck" or SoakApp.WrongQuestion) is { } wrong)
            objections.Add($"{wrong}");
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
