using System.Text.RegularExpressions;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Tests.Reading;

/// <summary>
/// The first command of the README, as somebody types it. It builds what it needs and goes on with the data of earlier runs in this clone,
/// so it is not for every run of the tests.
/// </summary>
public sealed partial class FirstCommandTests
{
    [Fact(Explicit = true)]
    public async Task Run_checks_a_hub_and_prints_its_members_the_report_and_the_trace_as_a_tree()
    {
        var run = await CommandRun.RunAsync(
            new ServerStart("run", "dotnet", ["dev.cs", "run", "--once", "--telemetry", "--members", "small"]) { WorkingDirectory = Repository.Root }, TestContext.Current.CancellationToken);

        Assert.True(run.Succeeded, run.Tail(60));
        Assert.Matches(Report(), run.Output);
        var (top, visit, page) = (ColumnOf(run, "function CheckForUpdatesOrchestrator "), ColumnOf(run, "Visit ReadMembersAsync "), ColumnOf(run, "Open confirmed "));
        Assert.True(top < visit && visit < page, $"{top}, {visit}, {page}:\n{run.Tail(200)}");
    }

    // How deep in the tree it stands; where it stands more than once, the first time.
    private static int ColumnOf(CommandRun run, string span)
    {
        var tree = run.Output[run.Output.IndexOf(" spans, ", StringComparison.Ordinal)..].Split('\n');
        return Assert.IsType<string>(tree.FirstOrDefault(line => line.Contains(span, StringComparison.Ordinal))).IndexOf(span, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Report\s+\d+ members, \d+ invitations; \d+ added, \d+ changed, \d+ gone", RegexOptions.None, 1_000)]
    private static partial Regex Report();
}
