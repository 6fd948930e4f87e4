using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Servers;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Benchmarks.Groups;

/// <summary>
/// Random changes of groups and people at Entra with random troubles, the app killed now and then: in the end the seats on the site are
/// what the groups say, and nobody lost one in between who was in some group all the time.
/// </summary>
internal static class GroupsGroup
{
    private const int AtOnce = 16;
    private const int RoundsPerApp = 2;
    private const int UsualSchedules = 200;

    public static async Task<bool> RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        await using var parts = await SoakParts.StartAsync(options.Browser);
        await using var graph = new GraphSimulatorServer();
        await graph.InitializeAsync();
        var book = KeptLines<GroupsLine>.Open(options.Keep);
        var first = options.Seed ?? book.Lines.FirstOrDefault()?.First ?? Random.Shared.Next(1, 1_000_000);
        var wanted = options.Runs == 3 ? UsualSchedules : options.Runs;
        Steps.Say($"Seeds {first} to {first + wanted - 1}; --seed N --runs 1 plays one of them again.");
        var done = book.Lines.Select(line => line.Seed).ToHashSet();
        var rounds = new Queue<int[]>(Enumerable.Range(first, wanted).Chunk(AtOnce).Where(round => !Array.TrueForAll(round, done.Contains)));
        while (rounds.Count > 0)
            await SomeAsync(rounds, first, book, (parts, graph), cancel);
        Tell(book.Lines, figures);
        return book.Lines.All(line => line.Violations.Count == 0);
    }

    // One app for some rounds: a table that grows without end would be no schedule's business, and who has a seat already is one schedule's alone.
    private static async Task SomeAsync(Queue<int[]> rounds, int first, KeptLines<GroupsLine> book, (SoakParts Parts, GraphSimulatorServer Graph) shared, CancellationToken cancel)
    {
        await using var app = await Steps.RunAsync("Start the app and connect three hubs", () => GroupsApp.StartAsync(shared.Parts, shared.Graph, rounds.Peek()[0], cancel));
        var judge = await SeatJudge.BeginAsync(app, cancel);
        for (var round = 0; round < RoundsPerApp && rounds.TryDequeue(out var seeds); round++)
        {
            var lines = await OneAsync([.. seeds.Select(seed => new GroupSchedule(seed, app))], (app, judge), first, cancel);
            book.Add(lines);
            foreach (var line in lines)
                Tell(line);

            // What is wrong stays wrong, and would be told again by every later round.
            if (lines.Any(line => line.Violations.Count > 0))
                return;
        }
    }

    private static async Task<IReadOnlyList<GroupsLine>> OneAsync(IReadOnlyList<GroupSchedule> schedules, (GroupsApp App, SeatJudge Judge) on, int first, CancellationToken cancel)
    {
        try
        {
            return await new GroupsRound(on.App, on.Judge, schedules).RunAsync(first, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // Not of any of them more than of the others: where it came from is told once.
            return [.. schedules.Select((schedule, nth) => new GroupsLine(first, schedule.Seed, schedule.Steps, schedule.Kills, 0, [nth == 0 ? $"{failure}" : $"{failure.GetType().Name}: {failure.Message}"]))];
        }
    }

    private static void Tell(GroupsLine line)
    {
        var mark = line.Violations.Count > 0 ? "[red]✗[/]" : "[green]✓[/]";
        Steps.Say($"{mark} {Markup.Escape($"{line.Seed}: {line.Steps.Count} steps, {line.Kills} kills, {line.Effects} effects")} [grey]{line.Seconds:0.0} s[/]");
        if (line.Violations.Count == 0)
            return;
        Steps.Say($"    [grey]{Markup.Escape(string.Join("; ", line.Steps))}[/]");
        foreach (var violation in line.Violations)
            Steps.Say($"    {Markup.Escape(violation)}");
    }

    // Of what was counted for a whole round, and is in each of its lines.
    private static int OfRounds(IReadOnlyList<GroupsLine> lines, Func<GroupsLine, int> counted) => lines.Chunk(AtOnce).Sum(round => round.Max(counted));

    private static void Tell(IReadOnlyList<GroupsLine> lines, Figures figures)
    {
        figures.Add("groups.schedules", lines.Count);
        figures.Add("groups.violations", lines.Sum(line => line.Violations.Count));
        figures.Add("groups.steps", lines.Sum(line => line.Steps.Count));
        figures.Add("groups.effects", lines.Sum(line => line.Effects));
        figures.Add("groups.kills", lines.Sum(line => line.Kills));
        figures.Add("groups.approvals", OfRounds(lines, line => line.Approvals));
        figures.Add("groups.confirmations", OfRounds(lines, line => line.Confirmations));
        figures.Add("groups.secondsPerSchedule", lines.Count == 0 ? 0 : lines.Average(line => line.Seconds));
        figures.Add("soak.groupSchedules", lines.Count);
        figures.Add("soak.groupViolations", lines.Sum(line => line.Violations.Count));
    }
}
