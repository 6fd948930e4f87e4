using System.Globalization;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>What the command line asked for.</summary>
/// <param name="Json">Where the figures are written, or null.</param>
/// <param name="Only">The one group that is wanted, or null for all.</param>
/// <param name="Runs">How often each side of a figure is measured; the median counts.</param>
/// <param name="Browser">The Chromium of both sides.</param>
internal sealed record BenchOptions(string? Json, string? Only, int Runs, string Browser)
{
    private static readonly string[] Groups = ["sync", "host"];

    public static BenchOptions Parse(string[] args)
    {
        string? json = null, only = null;
        var runs = 3;
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw NotUnderstood($"{args[i]} needs a value");
            switch (args[i])
            {
                case "--json":
                    json = Path.GetFullPath(value);
                    break;
                case "--only" when Groups.Contains(value, StringComparer.Ordinal):
                    only = value;
                    break;
                case "--runs" when int.TryParse(value, CultureInfo.InvariantCulture, out runs) && runs >= 3:
                    break;
                default:
                    throw NotUnderstood($"{args[i]} {value}");
            }
        }

        var browser = ChromiumFinder.Find() ?? throw new StepFailedException("There is no Chromium on this machine.", "Run dotnet dev.cs run once: it installs one.");
        return new BenchOptions(json, only, runs, browser);
    }

    public bool Wants(string group) => Only is null || Only == group;

    private static StepFailedException NotUnderstood(string what) =>
        new($"Not understood: {what}.", $"--json FILE, --only GROUP ({string.Join(", ", Groups)}), --runs N (at least 3).");
}
