using System.Globalization;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>What a simulated daily check came to.</summary>
/// <param name="Scale">What was simulated.</param>
/// <param name="Last">From the first hub's being due to the last check's end.</param>
/// <param name="Service">How long all checks together had a browser.</param>
/// <param name="Samples">How it stood over time.</param>
internal sealed record SimulationReport(SimulatedScale Scale, TimeSpan Last, TimeSpan Service, IReadOnlyList<SimulationSample> Samples)
{
    /// <summary>Checks that completed.</summary>
    public int Completed { get; init; }

    /// <summary>Checks that failed, by what.</summary>
    public IReadOnlyDictionary<string, int> Failed { get; init; } = new Dictionary<string, int>();

    /// <summary>The longest from a check's start to its end.</summary>
    public TimeSpan LongestCheck { get; init; }

    /// <summary>The most sessions that one instance ever had, and the most tasks that ever had one workspace.</summary>
    public (int Sessions, int Holders) Most { get; init; }

    /// <summary>What nothing could be faster than: the window, or all sessions busy all the time.</summary>
    public TimeSpan Ideal
    {
        get
        {
            var busy = Service / (Scale.Instances * Scale.Sessions);
            return busy > Scale.Window ? busy : Scale.Window;
        }
    }

    public double OverIdeal => Last / Ideal;

    /// <summary>The report for people: backlog and concurrency over time, some twenty lines.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Text($"  {Scale.Name}: {Scale.Hubs} hubs, {Scale.Instances} x {Scale.Sessions} sessions, window {Scale.Window.TotalHours:0.##} h; ideal {Ideal.TotalHours:0.00} h, done after {Last.TotalHours:0.00} h: {OverIdeal:0.000}");
        yield return Text($"    {Completed} completed, {Failed.Values.Sum()} failed {string.Join(", ", Failed.Select(pair => $"{pair.Key} {pair.Value}"))}; longest check {LongestCheck.TotalMinutes:0.0} min");
        yield return "    hour    due   done  backlog  open  sessions";
        var every = Math.Max(1, Samples.Count / 20);
        foreach (var sample in Samples.Where((_, number) => number % every == 0))
            yield return Text($"    {sample.At.TotalHours,5:0.00} {sample.Due,6} {sample.Done,6} {sample.Due - sample.Done,8} {sample.Open,5} {sample.Sessions,9:0.0}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How it stood at a time.</summary>
/// <param name="At">The time since the first hub was due.</param>
/// <param name="Due">Hubs whose time in the window had come.</param>
/// <param name="Done">Hubs whose check had ended.</param>
/// <param name="Open">Checks that had been started and had not ended.</param>
/// <param name="Sessions">Sessions in use, on average since the sample before.</param>
internal sealed record SimulationSample(TimeSpan At, int Due, int Done, int Open, double Sessions);
