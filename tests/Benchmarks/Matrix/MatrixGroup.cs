using System.Text.Json.Nodes;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Soaking;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>Every operation on every variant of the pages in every list mode, and every fault: asked over HTTP, judged by the site's journal.</summary>
internal static class MatrixGroup
{
    private const int AtOnce = 2;

    public static async Task<bool> RunAsync(BenchOptions options, Figures figures, CancellationToken cancel)
    {
        var origin = await MatrixOrigin.FindAsync(cancel);
        await using var parts = await SoakParts.StartAsync(options.Browser);
        var book = KeptLines<MatrixLine>.Open(options.Keep);
        var all = await WorkAsync(parts, cancel);
        var work = all.Where(item => options.WantsCase(item.Name) && book.Lines.All(line => line.Case != item.Name));
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (item, token) =>
        {
            book.Add(await RunOneAsync(item, parts, token));
        });
        figures.Add("soak.matrixCases", book.Lines.Count(line => line.NotRun is null));
        figures.Add("soak.matrixFailures", book.Lines.Count(line => line.Failed));
        // Of some cases the page tells only together with what was kept of the others.
        if (options.Case is null || options.Keep is not null)
            await MatrixReport.WriteAsync(origin, book.Lines, [.. all.Select(item => item.Name).Except(book.Lines.Select(line => line.Case), StringComparer.Ordinal)], cancel);
        return !book.Lines.Any(line => line.Failed);
    }

    private static async Task<IReadOnlyList<MatrixWork>> WorkAsync(SoakParts parts, CancellationToken cancel)
    {
        var world = await parts.Simulator.NewWorldAsync(new JsonObject(), cancel);
        var faults = (await world.ScenariosAsync(cancel)).Select(FaultCase.From);
        return
        [
            .. faults.Select(found => new MatrixWork(found.Id, async (shared, token) => [await found.RunAsync(shared, token)])),
            .. OperationCase.All.Select(found => new MatrixWork(found.Name, found.RunAsync)),
        ];
    }

    private static async Task<IReadOnlyList<MatrixLine>> RunOneAsync(MatrixWork work, SoakParts parts, CancellationToken cancel)
    {
        IReadOnlyList<MatrixLine> lines;
        try
        {
            lines = await work.Run(parts, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            lines = [new MatrixLine(work.Name, "", "", failure.GetType().Name, [failure.Message])];
        }

        foreach (var line in lines)
            Tell(line);
        return lines;
    }

    private static void Tell(MatrixLine line)
    {
        var mark = line.NotRun is not null ? "[grey]–[/]" : line.Failed ? "[red]✗[/]" : "[green]✓[/]";
        Steps.Say($"{mark} {Markup.Escape($"{line.Case}: {line.Operation} {line.Seen}")}");
        foreach (var objection in line.Objections)
            Steps.Say($"    {Markup.Escape(objection)}");
    }

    private sealed record MatrixWork(string Name, Func<SoakParts, CancellationToken, Task<IReadOnlyList<MatrixLine>>> Run);
}
