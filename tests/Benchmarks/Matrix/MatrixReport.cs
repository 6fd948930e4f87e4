using System.Globalization;
using System.Text;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>Writes what a whole run of the matrix saw to <c>docs/automation-matrix.md</c>.</summary>
internal static class MatrixReport
{
    private const string Head =
        """
        # Automation matrix (simulator)

        Everything on this page was seen on the simulator of the app's site. It says nothing about the real site, whose page map is unverified.

        `dotnet dev.cs soak --only matrix` writes this page. Each case has an app, a storage account and a simulated site of its own; everything is asked over the HTTP API. **Passed** means: the app said what was expected, the site's journal holds exactly the effects that were wished, the app's list afterwards is the site's (where it did not end well: nobody who is there was lost from it), and the referee objects to nothing; of a fault also, that it was met, and that no password and no TOTP secret lies in the app's tables, blobs or log.

        """;

    public static Task WriteAsync(MatrixOrigin origin, IReadOnlyCollection<MatrixLine> lines, IReadOnlyList<string> notRun, CancellationToken cancel) =>
        File.WriteAllTextAsync(Repository.InRoot("docs", "automation-matrix.md"), Text(origin, lines, notRun), cancel);

    /// <summary>The whole page.</summary>
    public static string Text(MatrixOrigin origin, IReadOnlyCollection<MatrixLine> lines, IReadOnlyList<string> notRun)
    {
        var text = new StringBuilder(Head);
        text.Append(CultureInfo.InvariantCulture, $"\n{origin.Sentence}\n\n");
        if (notRun.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"**Not run: {notRun.Count} cases** ({string.Join(", ", notRun)}).\n\n");
        Operations(text, [.. lines.Where(line => line.Number == 0)]);
        Faults(text, [.. lines.Where(line => line.Number > 0).OrderBy(line => line.Number).ThenBy(line => line.Case, StringComparer.Ordinal)]);
        return text.ToString();
    }

    private static void Operations(StringBuilder text, List<MatrixLine> lines)
    {
        if (lines.Count == 0)
            return;
        var operations = lines.Select(line => line.Operation).Distinct(StringComparer.Ordinal).ToList();
        text.Append("## Operations by variant and list mode\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Variants are those of the simulator's README. {Count(lines)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| variant | {string.Join(" | ", operations)} |\n|---|{string.Concat(operations.Select(_ => "---|"))}\n");
        foreach (var group in lines.GroupBy(line => line.Case, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var cells = operations.Select(operation => group.FirstOrDefault(line => line.Operation == operation) is { } line ? Cell(line) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} | {string.Join(" | ", cells)} |\n");
        }
    }

    private static void Faults(StringBuilder text, List<MatrixLine> lines)
    {
        text.Append("\n## Faults\n\n");
        text.Append("*Expected* is the outcome of the automation by itself. The app may say more: it waits out what passes, and refuses what needs no browser; the effects are judged exactly either way. ");
        text.Append(CultureInfo.InvariantCulture, $"Of `{Acceptance.NeverThere}` the automation is never asked: over the API members are named by id, and who is in no list has none, so that there it is right where the API knows no such member (`notFound`). ");
        text.Append(CultureInfo.InvariantCulture, $"{Count(lines)}\n\n");
        text.Append("| no | fault | what happens | asked | expected | seen | verdict |\n|---|---|---|---|---|---|---|\n");
        foreach (var line in lines)
            text.Append(CultureInfo.InvariantCulture, $"| {line.Number} | {line.Case} | {line.Title} | {line.Operation} | {line.Expected} | {line.Seen} | {Cell(line)} |\n");
    }

    private static string Count(List<MatrixLine> lines)
    {
        var (run, failed) = (lines.Count(line => line.NotRun is null), lines.Count(line => line.Failed));
        var missing = lines.Count - run == 0 ? "" : $", {lines.Count - run} not run";
        return $"{run - failed} of {run} passed{missing}.";
    }

    private static string Cell(MatrixLine line) =>
        line.NotRun is { } why ? $"not run: {why}" : line.Passed ? line.Number > 0 || line.Seen == line.Expected && line.Expected == "Succeeded" ? "passed" : $"passed ({line.Seen})" : $"**failed**: {string.Join("; ", line.Objections).ReplaceLineEndings(" ").Replace("|", "/", StringComparison.Ordinal)}";
}
