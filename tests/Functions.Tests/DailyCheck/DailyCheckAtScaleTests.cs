using System.Globalization;
using Seatkeeper.Benchmarks.Simulating;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Functions.Tests.DailyCheck;

/// <summary>A slice of <c>dotnet dev.cs bench --only simulate</c>: the daily check of some hundred hubs, on virtual time.</summary>
public sealed class DailyCheckAtScaleTests
{
    [Fact]
    public void Spread_over_the_window_every_check_is_done_hardly_after_it()
    {
        var report = Run(new SimulatedScale("spread", Hubs: 200, Instances: 1, Sessions: 2, TimeSpan.FromMinutes(10), ServiceTime.Measured));

        Assert.Equal((200, 0), (report.Completed, report.Failed.Count));
        Assert.InRange(report.OverIdeal, 0.95, 1.1);
        Assert.True(report.LongestCheck < TimeSpan.FromMinutes(5), $"{report.LongestCheck}");
    }

    [Fact]
    public void The_service_times_are_those_that_the_page_of_benchmarks_has()
    {
        var page = File.ReadLines(Repository.InRoot("docs", "benchmarks.md"));
        var measured = string.Join('\n', page.Where(line => line.StartsWith("| `sync", StringComparison.Ordinal) || line.StartsWith("| its pairs", StringComparison.Ordinal)));

        Assert.All(ServiceTime.Measured, time => Assert.Contains($" {time.Seconds.ToString("0.00", CultureInfo.InvariantCulture)} / ", measured, StringComparison.Ordinal));
        Assert.Equal(100, ServiceTime.Measured.Sum(time => time.Percent));
    }

    [Fact]
    public void With_far_more_hubs_than_browsers_all_browsers_stay_busy_and_no_check_waits_until_it_gives_up()
    {
        var scale = new SimulatedScale("crowded", Hubs: 160, Instances: 2, Sessions: 2, TimeSpan.FromMinutes(1), [new ServiceTime(30, 100)]) { MostOpen = 16 };

        var report = Run(scale);

        Assert.Equal((160, 0), (report.Completed, report.Failed.Count));
        Assert.InRange(report.OverIdeal, 1.0, 1.15);
        // Some sixteen are open for four sessions; if all were, the last of them would have waited for twenty minutes.
        Assert.True(report.LongestCheck < TimeSpan.FromMinutes(15), $"{report.LongestCheck}");
        // Between an instance's sessions and one workspace's tasks it is the product that decides; here it is only counted.
        Assert.Equal((2, 1), report.Most);
    }

    private static SimulationReport Run(SimulatedScale scale)
    {
        using var simulation = new DailyCheckSimulation(scale);
        return simulation.Run();
    }
}
