using System.Globalization;

namespace Seatkeeper.EndToEnd.Tests.Groups;

/// <summary>How long each step took: from the notification's arrival to the plan, and to the effect that was read back.</summary>
internal sealed class StepTimes
{
    private readonly List<string> rows = [];

    /// <summary>Notes one step.</summary>
    /// <param name="step">What changed.</param>
    /// <param name="from">When the notification was sent, or when a person said so.</param>
    /// <param name="planned">When the plan was made.</param>
    /// <param name="verified">When the effect was read back in the app; null where none was to follow.</param>
    public void Note(string step, DateTimeOffset from, DateTimeOffset planned, DateTimeOffset? verified = null)
    {
        Assert.True(planned >= from && !(verified < planned), $"{step}: from {from:O}, planned {planned:O}, verified {verified:O}");
        rows.Add($"| {step} | {Seconds(planned - from)} | {(verified is { } end ? Seconds(end - from) : "none")} |");
    }

    /// <summary>Prints them as the table of docs/benchmarks.md has them.</summary>
    public void Print()
    {
        TestContext.Current.TestOutputHelper?.WriteLine("| step | to the plan, s | to the verified effect, s |\n|---|---|---|");
        foreach (var row in rows)
            TestContext.Current.TestOutputHelper?.WriteLine(row);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
