using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Fuzzing;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Fuzzing;

/// <summary>Requests drawn from the document that the whole app serves: right, at the edge and hostile, by callers of every role.</summary>
internal static class FuzzGroup
{
    private const int UsualRequests = 50_000;
    private const int LeastOfARoute = 100;
    private const double LeastGood = 0.25;
    private const int MostTold = 20;
    private const int Often = 2_500;

    public static async Task<bool> RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var parts = await SoakParts.StartAsync(options.Browser);
        var seed = options.Seed ?? Random.Shared.Next(1, 1_000_000);
        var requests = options.Runs > 3 ? options.Runs : UsualRequests;
        Steps.Say($"Seed {seed}; --seed {seed} --runs {requests} draws much the same again.");
        await using var app = await Steps.RunAsync("Start the app and connect a hub", () => FuzzedApp.StartAsync(parts, cancel));
        using var run = new FuzzRun(app.Plan(seed, requests), app.Document, app.Secrets);
        var result = await Steps.RunAsync($"Ask {requests:n0} times", () => run.RunAsync(done => Tell(done, requests), cancel));
        await Steps.RunAsync("Wait for the tasks to end", () => app.SettleAsync(cancel));
        var left = await Steps.RunAsync("Look for secrets in log, tables and blobs", () => app.LeaksAsync(cancel));
        Report(result, left);
        figures.Add("fuzz.requests", result.Requests);
        figures.Add("fuzz.serverErrors", result.Count(FuzzFault.ServerError));
        figures.Add("fuzz.leaks", result.Count(FuzzFault.Leak) + left.Count);
        figures.Add("fuzz.badProblems", result.Count(FuzzFault.BadProblem));
        figures.Add("fuzz.answered2xxShare", result.GoodShare);
        figures.Add("fuzz.leastOfARoute", result.LeastOfACall);
        figures.Add("fuzz.tasksStarted", result.TasksStarted);
        // A short run cannot ask every route a hundred times, but it has to ask each.
        var least = Math.Min(LeastOfARoute, requests / (4 * result.Counts.Count));
        return result.Objections.Count == 0 && left.Count == 0 && result.GoodShare >= LeastGood && result.LeastOfACall >= least;
    }

    private static void Tell(int done, int all)
    {
        if (done % Often == 0)
            Steps.Say($"  [grey]{done:n0} of {all:n0}[/]");
    }

    private static void Report(FuzzResult result, IReadOnlyList<string> left)
    {
        Console.WriteLine($"{result.Counts.Count} calls; answers: {string.Join(", ", result.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Key} ×{status.Value:n0}"))}.");
        foreach (var (call, refusal) in result.NeverGood)
            Console.WriteLine($"Never answered 2xx: {call}; the last answer: {refusal}");
        // As plain lines, to be copied; of many alike, one of each call comes first.
        var told = result.Objections.GroupBy(found => (found.Request.Operation, found.Objection.Fault)).SelectMany(alike => alike.Select((found, nth) => (found, nth))).OrderBy(pair => pair.nth).Take(MostTold);
        foreach (var ((request, objection), _) in told)
            Console.WriteLine($"✗ {objection.Fault}: {objection.Text}\n{request}\n");
        foreach (var place in left.Take(MostTold))
            Console.WriteLine($"✗ {place}");
    }
}
