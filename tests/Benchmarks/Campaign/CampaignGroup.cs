using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Benchmarks.Campaign;

/// <summary>Random changes on random variants with random troubles, the app killed now and then, several hubs at once.</summary>
internal static class CampaignGroup
{
    private const int RunsPerHub = 20;
    private const int UsualRuns = 500;

    public static async Task<bool> RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var parts = await SoakParts.StartAsync(options.Browser);
        var book = KeptLines<CampaignRun>.Open(options.Keep);
        var first = options.Seed ?? (book.Lines.Count > 0 ? book.Lines.Min(run => run.Seed) : Random.Shared.Next(1, 1_000_000));
        var wanted = options.Runs > 3 ? options.Runs : UsualRuns;
        var perHub = Math.Min(RunsPerHub, (wanted + CampaignSession.Hubs - 1) / CampaignSession.Hubs);
        var sessions = (wanted + (perHub * CampaignSession.Hubs) - 1) / (perHub * CampaignSession.Hubs);
        Steps.Say($"Seeds {first} and on, {CampaignSession.Hubs} hubs each; --seed {first} --runs {wanted} draws the same again.");
        foreach (var session in Enumerable.Range(first, sessions).Where(seed => book.Lines.All(run => run.Seed != seed)).Select(seed => new CampaignSession(seed, perHub)))
            book.Add(await OneAsync(session, parts, cancel));
        return Report(book.Lines, figures);
    }

    private static bool Report(IReadOnlyList<CampaignRun> all, Figures figures)
    {
        var asked = all.Where(run => run.Took > TimeSpan.Zero).ToList();
        figures.Add("soak.automationRuns", asked.Count);
        figures.Add("soak.automationViolations", all.Sum(run => run.Objections.Count));
        figures.Add("soak.automationKills", asked.Count(run => run.WasKilled));
        figures.Add("soak.automationApprovals", asked.Count(run => run.Decision is "approved"));
        figures.Add("soak.automationRejections", asked.Count(run => run.Decision is "rejected"));
        figures.Add("soak.automationEffects", asked.Sum(run => run.Outcomes.Count(outcome => outcome.Target is not null && (outcome.IsGood || outcome.IsWishTrue))));
        figures.Add("soak.needPersonShare", asked.Count == 0 ? 0 : (double)asked.Count(run => run.NeedsPerson) / asked.Count);
        figures.Add("soak.secondsPerRun", asked.Count == 0 ? 0 : asked.Average(run => run.Took.TotalSeconds));
        return all.All(run => run.Objections.Count == 0);
    }

    private static async Task<IReadOnlyList<CampaignRun>> OneAsync(CampaignSession session, SoakParts parts, CancellationToken cancel)
    {
        try
        {
            return await session.RunAsync(parts, Tell, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            var broken = new CampaignRun(session.Seed, 0, 0, "session", "", [], TimeSpan.Zero, [$"{failure.GetType().Name}: {failure.Message}"]);
            Tell(broken);
            return [.. session.Done, broken];
        }
    }

    private static void Tell(CampaignRun run)
    {
        var mark = run.Objections.Count > 0 ? "[red]✗[/]" : "[green]✓[/]";
        Steps.Say($"{mark} {Markup.Escape($"{run.Seed}/{run.Hub}/{run.Number} {run.Asked}; {run.Trouble}: {string.Join(", ", run.Outcomes.Select(outcome => outcome.Code).Distinct(StringComparer.Ordinal))}")} [grey]{run.Took.TotalSeconds:0.0} s[/]");
        foreach (var objection in run.Objections)
            Steps.Say($"    {Markup.Escape(objection)}");
    }
}
