using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;
using Spectre.Console;

namespace Seatkeeper.Dev.Testing;

/// <summary>Runs every test project of the solution, two side by side, and adds up what they counted.</summary>
public sealed class TestRun(string browser, TestOptions options)
{
    private const string WholeAppTests = "EndToEnd.Tests";

    // Browsers take all the processors there are: two of these side by side would only wait for one another, until one loses patience. So one
    // lane has them one after the other, and then helps with what is left for the other.
    private static readonly string[] BrowserLane = [WholeAppTests, "Connectors.Tests"];

    // Hundreds of short runs on two processors: threads that spin while they wait, code that is counted before it is compiled anew, and pages of
    // code that change between written and run cost others more than they gain. What the tests start inherits it.
    private static readonly Dictionary<string, string?> frugal = new(StringComparer.Ordinal)
    {
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    // The whole app is started again and again, and runs for seconds: what it would gain by code that is compiled once more, and by little memory,
    // it never gets back.
    private static readonly Dictionary<string, string?> shortLived = new(frugal, StringComparer.Ordinal)
    {
        ["DOTNET_TC_CallCounting"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCgen0size"] = "0x4000000",
    };

    // The durable engine in memory of this project runs as much at once as there are processors, and where that is reached looks only every half
    // second whether something has ended: so it is told of more. Its tests are patient, and let the browsers beside them go first; they come late,
    // beside the whole app, which waits more than the browsers do.
    private const string EngineTests = "Functions.Tests", EngineProcessors = "16";

    // In this order after all others; the last is for whichever lane has nothing else to do.
    private static readonly string[] late = [EngineTests, "Conventions.Tests"];

    // Hosts that start, stop and wait for what dies are idle half of the time.
    private const string WaitingTests = "LocalHost.Tests", WaitingAtOnce = "6";

    // A project that hangs must not take the whole run with it.
    private string Limit => options.All ? "2h" : "30m";

    /// <summary>The exit code: 0 only when every project ran tests and all passed.</summary>
    /// <param name="options">Which tests, and how the whole app is set up for them.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static async Task<int> RunAsync(TestOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var browser = await Machine.EnsureAsync(() => Solution.BuildAsync(cancellation), cancellation);
        var outcomes = await new TestRun(browser, options).RunProjectsAsync(Projects(options), cancellation);
        if (options.IsWhole)
        {
            outcomes.Add(await PackageAudit.RunAsync(cancellation));
            Tell(outcomes[^1], TimeSpan.Zero);
        }

        return Report(outcomes);
    }

    private static List<string> Projects(TestOptions options)
    {
        var projects = Directory.EnumerateFiles(Repository.InRoot("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Where(project => options.Covers(Path.GetFileNameWithoutExtension(project)))
            .OrderBy(project => Array.IndexOf(late, Path.GetFileNameWithoutExtension(project)))
            .ThenBy(project => project, StringComparer.Ordinal)
            .ToList();
        return projects.Count > 0 ? projects : throw new StepFailedException("There is no such test project.", "Name a part of one under tests/, or none for all; with --config azure only the end-to-end tests heed it.");
    }

    private async Task<List<TestOutcome>> RunProjectsAsync(List<string> projects, CancellationToken cancellation)
    {
        var lanes = projects.ToLookup(project => BrowserLane.Contains(Path.GetFileNameWithoutExtension(project), StringComparer.Ordinal), Run);
        var shared = new ConcurrentQueue<Func<Task<TestOutcome>>>(lanes[false]);
        if (options.IsWhole)
            shared.Enqueue(() => FormatCheck.RunAsync(cancellation));
        var outcomes = await Task.WhenAll(RunLaneAsync(new(lanes[true]), shared), RunLaneAsync(new(), shared));
        return [.. outcomes.SelectMany(lane => lane)];

        Func<Task<TestOutcome>> Run(string project) => () => RunProjectAsync(project, cancellation);
    }

    private static async Task<List<TestOutcome>> RunLaneAsync(Queue<Func<Task<TestOutcome>>> own, ConcurrentQueue<Func<Task<TestOutcome>>> shared)
    {
        var outcomes = new List<TestOutcome>();
        while (own.TryDequeue(out var next) || shared.TryDequeue(out next))
            outcomes.Add(await next());
        return outcomes;
    }

    private async Task<TestOutcome> RunProjectAsync(string project, CancellationToken cancellation)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var output = Path.Combine(Path.GetDirectoryName(project) ?? "", "bin", "Debug", "net10.0");
        var assembly = new[] { $"Seatkeeper.{name}.dll", $"{name}.dll" }.Select(file => Path.Combine(output, file)).FirstOrDefault(File.Exists)
            ?? throw new StepFailedException($"{name} was not built: it has no assembly in {output}.", "Add it to Functions.sln (dotnet sln Functions.sln add ...).");
        var watch = Stopwatch.StartNew();
        Steps.Say($"[grey]…[/] {name}");
        var start = ServerStart.DotNet(name, assembly, "--progress", "off", "--no-ansi", "--timeout", Limit, "--explicit", options.All ? "on" : "off") with
        {
            WorkingDirectory = Repository.Root,
            Environment = new Dictionary<string, string?>(name == WholeAppTests ? shortLived : frugal, StringComparer.Ordinal) { [ChromiumFinder.Setting] = browser, [TestOptions.Setting] = options.Configuration },
        };
        start = name switch
        {
            EngineTests => WithEngine(start),
            WaitingTests => start with { Arguments = [.. start.Arguments, "--max-threads", WaitingAtOnce] },
            _ => start,
        };
        var outcome = TestOutcome.From(name, await CommandRun.RunAsync(start, cancellation));
        Tell(outcome, watch.Elapsed);
        return outcome;
    }

    private static ServerStart WithEngine(ServerStart start)
    {
        var patient = start with
        {
            Arguments = [.. start.Arguments, "--max-threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)],
            Environment = new Dictionary<string, string?>(start.Environment, StringComparer.Ordinal) { ["DOTNET_PROCESSOR_COUNT"] = EngineProcessors },
        };
        return Executables.OnPath("nice") is { } nice ? patient with { FileName = nice, Arguments = ["-n", "10", patient.FileName, .. patient.Arguments] } : patient;
    }

    private static void Tell(TestOutcome outcome, TimeSpan elapsed)
    {
        // A runner that died said why in its last lines, and no test is to blame.
        if (outcome.Failed > 0 && outcome.Failures.Count == 0)
            Console.WriteLine(outcome.Output);
        var skipped = outcome.Skipped > 0 ? $", {outcome.Skipped} skipped" : "";
        var mark = outcome.Failed > 0 ? "[red]✗[/]" : "[green]✓[/]";
        foreach (var reason in outcome.Reasons)
            Steps.Say($"  [yellow]skipped[/] {Markup.Escape(reason)}");
        Steps.Say($"{mark} {Markup.Escape(outcome.Project)}: {outcome.Passed} of {outcome.Passed + outcome.Failed} passed{skipped} [grey]{elapsed.TotalSeconds:0.0} s[/]");
    }

    private static int Report(List<TestOutcome> outcomes)
    {
        var (passed, failed, skipped) = (outcomes.Sum(outcome => outcome.Passed), outcomes.Sum(outcome => outcome.Failed), outcomes.Sum(outcome => outcome.Skipped));
        foreach (var failure in outcomes.SelectMany(outcome => outcome.Failures))
            Console.WriteLine(failure);
        Console.WriteLine(skipped > 0 ? $"{passed} passed, {failed} failed, {skipped} skipped" : $"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }
}
