using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>Random changes on random variants with random troubles, the app killed now and then, several hubs at once.</summary>
internal static class CampaignGroup
{
    private const int HubsAtOnce = 2;
    private const int RunsPerHub = 25;
    private const int UsualRuns = 500;

    public static async Task<bool> RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var parts = await SoakParts.StartAsync(options.Browser);
        var first = options.Seed ?? Random.Shared.Next(1, 1_000_000);
        var wanted = options.Runs > 3 ? options.Runs : UsualRuns;
        var sessions = Enumerable.Range(0, (wanted + RunsPerHub - 1) / RunsPerHub).Select(nth => new CampaignSession(first + nth, Math.Min(RunsPerHub, wanted - (nth * RunsPerHub))));
        var all = new List<CampaignRun>();
        Steps.Say($"Seeds {first} and on; --seed {first} --runs {wanted} draws the same again.");
        await Parallel.ForEachAsync(sessions, new ParallelOptions { MaxDegreeOfParallelism = HubsAtOnce, CancellationToken = cancel }, async (session, token) =>
        {
            var runs = await OneAsync(session, parts, token);
            lock (all)
                all.AddRange(runs);
        });
        var asked = all.Where(run => run.Took > TimeSpan.Zero).ToList();
        figures.Add("soak.automationRuns", asked.Count);
        figures.Add("soak.automationViolations", all.Sum(run => run.Objections.Count));
        figures.Add("soak.needPersonShare", asked.Count == 0 ? 0 : (double)asked.Count(run => run.NeedsPerson) / asked.Count);
        figures.Add("soak.secondsPerRun", asked.Count == 0 ? 0 : asked.Average(run => run.Took.TotalSeconds));
        return all.TrueForAll(run => run.Objections.Count == 0);
    }

    private static async Task<IReadOnlyList<CampaignRun>> OneAsync(CampaignSession session, SoakParts parts, CancellationToken cancel)
    {
        try
        {
            return await session.RunAsync(parts, Tell, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            var broken = new CampaignRun(session.Seed, 0, "session", "", [], TimeSpan.Zero, [$"{failure.GetType().Name}: {failure.Message}"]);
            Tell(broken);
            return [broken];
        }
    }

    private static void Tell(CampaignRun run)
    {
        var mark = run.Objections.Count > 0 ? "[red]✗[/]" : "[green]✓[/]";
        Steps.Say($"{mark} {Markup.Escape($"{run.Seed}/{run.Number} {run.Asked}; {run.Trouble}: {string.Join(", ", run.Outcomes.Select(outcome => outcome.Code).Distinct(StringComparer.Ordinal))}")} [grey]{run.Took.TotalSeconds:0.0} s[/]");
        foreach (var objection in run.Objections)
            Steps.Say($"    {Markup.Escape(objection)}");
    }
}
