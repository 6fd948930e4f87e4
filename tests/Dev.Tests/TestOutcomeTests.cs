using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Testing;

namespace Seatkeeper.Dev.Tests;

public sealed class TestOutcomeTests
{
    private static CommandRun Run(int exitCode, int succeeded, int failed, int skipped = 0) =>
        new(exitCode, $"Test run summary\n  total: {succeeded + failed + skipped}\n  failed: {failed}\n  succeeded: {succeeded}\n  skipped: {skipped}\n  duration: 1s\n");

    [Fact]
    public void Adds_up_what_the_runner_counted()
    {
        var outcome = TestOutcome.From("X", Run(exitCode: 2, succeeded: 7, failed: 2, skipped: 1));

        Assert.Equal((7, 2, 1), (outcome.Passed, outcome.Failed, outcome.Skipped));
    }

    [Fact]
    public void Tells_why_a_test_was_skipped_once()
    {
        var run = Run(exitCode: 0, succeeded: 1, failed: 0, skipped: 3);
        var output = "skipped X.Some.Thing(name: \"a (b)\") (0ms)\n  There is no Xvfb here.\nskipped X.Some.Thing(name: \"c\") (0ms)\n  There is no Xvfb here.\nskipped X.Other (1ms)\n  Not with --config azure.\n" + run.Output;

        Assert.Equal(["X.Some.Thing: There is no Xvfb here.", "X.Other: Not with --config azure."], TestOutcome.From("X", run with { Output = output }).Reasons);
    }

    [Fact]
    public void Tells_nothing_of_tests_that_were_not_asked_for()
    {
        var run = Run(exitCode: 0, succeeded: 1, failed: 0, skipped: 2);
        var output = "skipped X.Breadth (0ms)\n  Not run (due to explicit test filtering)\nskipped X.Other (1ms)\n  Not here.\n" + run.Output;

        Assert.Equal(["X.Other: Not here."], TestOutcome.From("X", run with { Output = output }).Reasons);
    }

    [Fact]
    public void Tells_each_test_that_failed_with_its_reason_and_nothing_of_the_others()
    {
        var run = Run(exitCode: 2, succeeded: 1, failed: 2, skipped: 1);
        var output = "skipped X.Other (1ms)\n  Not here.\nfailed X.Some.Thing(name: \"a\") (3s)\n  Assert.Equal() Failure\n    at X.Some\npassed X.Fine (1ms)\nfailed X.Last (1s)\n  Gone.\n\n" + run.Output;

        Assert.Equal(["failed X.Some.Thing(name: \"a\") (3s)\n  Assert.Equal() Failure\n    at X.Some", "failed X.Last (1s)\n  Gone."], TestOutcome.From("X", run with { Output = output }).Failures);
    }

    [Fact]
    public void Counts_a_project_that_ran_no_test_as_failed() => Assert.Equal(1, TestOutcome.From("X", Run(exitCode: 0, succeeded: 0, failed: 0, skipped: 3)).Failed);

    [Fact]
    public void Counts_a_runner_that_died_as_failed_whatever_passed_before() => Assert.Equal(1, TestOutcome.From("X", Run(exitCode: 134, succeeded: 5, failed: 0)).Failed);

    [Fact]
    public void Counts_a_runner_without_closing_lines_as_failed() => Assert.Equal(1, TestOutcome.From("X", new CommandRun(0, "all is well")).Failed);
}
