using System.Globalization;
using System.Text.RegularExpressions;
using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Dev.Testing;

/// <summary>How the tests of one project ended, by its runner's own closing lines.</summary>
public sealed partial record TestOutcome(string Project, int Passed, int Failed, int Skipped, string Output)
{
    /// <summary>Each test that was skipped, whatever its arguments, with its reason; those that are breadth are only counted.</summary>
    public IReadOnlyList<string> Reasons { get; } = [.. SkippedTest().Matches(Output).Select(match => $"{match.Groups["test"].Value}: {match.Groups["reason"].Value.Trim()}").Distinct(StringComparer.Ordinal)];

    /// <summary>Each test that failed, with what its runner says of it, at most <see cref="LinesOfFailure"/> lines.</summary>
    public IReadOnlyList<string> Failures { get; } = [.. FailedTest().Matches(Output).Select(match => string.Join('\n', match.Value.TrimEnd().Split('\n').Take(LinesOfFailure)))];

    private const int LinesOfFailure = 60;

    public static TestOutcome From(string project, CommandRun run)
    {
        var (passed, failed, skipped) = (Number(run.Output, "succeeded"), Number(run.Output, "failed"), Number(run.Output, "skipped"));

        // A runner that died, or that found nothing to run, has tested nothing, whatever it counted.
        var ranNothing = passed + failed == 0;
        var died = !run.Succeeded && failed == 0;
        return new TestOutcome(project, passed, ranNothing || died ? failed + 1 : failed, skipped, run.Output);
    }

    private static int Number(string output, string label) =>
        ClosingLine().Matches(output)
            .Where(match => match.Groups["label"].Value == label)
            .Select(match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture))
            .LastOrDefault();

    [GeneratedRegex(@"^skipped (?<test>[^\s(]+)[^\n]*\n[ \t]+(?<reason>(?!Not run \(due to explicit)\S.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SkippedTest();

    [GeneratedRegex(@"^failed [^\n]*(\n(?!(passed|failed|skipped) |Test run summary)[^\n]*)*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FailedTest();

    [GeneratedRegex(@"^\s+(?<label>succeeded|failed|skipped): (?<number>\d+)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ClosingLine();
}
