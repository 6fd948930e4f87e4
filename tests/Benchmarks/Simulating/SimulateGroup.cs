using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>The daily check of 10,000 hubs, on virtual time: how far it is from what nothing could be faster than.</summary>
internal static class SimulateGroup
{
    private const int Hubs = 10_000;

    /// <summary>What is simulated, by the name of its figure.</summary>
    public static IReadOnlyDictionary<string, SimulatedScale> Scales { get; } = new Dictionary<string, SimulatedScale>(StringComparer.Ordinal)
    {
        ["dailyCheck10000.overIdeal"] = new("one instance, measured times", Hubs, Instances: 1, Sessions: 2, TimeSpan.FromHours(4), ServiceTime.Measured),
        ["dailyCheck10000slow.overIdeal"] = new("four instances, a minute a check", Hubs, Instances: 4, Sessions: 2, TimeSpan.FromHours(4), ServiceTime.Assumed),
        ["dailyCheck10000unspread.overIdeal"] = new("four instances, measured times, all due at once", Hubs, Instances: 4, Sessions: 2, TimeSpan.Zero, ServiceTime.Measured),
    };

    public static void Run(Figures figures)
    {
        foreach (var (figure, scale) in Scales)
        {
            using var simulation = new DailyCheckSimulation(scale);
            var report = simulation.Run();
            foreach (var line in report.Lines())
                Steps.Say(line);
            figures.Add(figure, report.OverIdeal);
            figures.Add(figure.Replace("overIdeal", "failed", StringComparison.Ordinal), report.Failed.Values.Sum());
        }
    }
}
