using System.Globalization;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>What the command line asked for.</summary>
/// <param name="IsSoak">It is a soak, not a bench.</param>
/// <param name="Json">Where the figures are written, or null.</param>
/// <param name="Groups">The groups that are wanted.</param>
/// <param name="Runs">How often each side of a figure is measured; the median counts.</param>
/// <param name="Seed">What the random part of a soak begins with; null to draw one.</param>
/// <param name="Case">Parts of the names of the matrix's cases, or of the automation's figures, that are wanted, with commas between; null for all.</param>
/// <param name="Keep">Where the matrix, the campaign or the groups keep what they have seen, so that a run which was ended is gone on with; null to keep nothing.</param>
/// <param name="Browser">The Chromium of all sides.</param>
internal sealed record BenchOptions(bool IsSoak, string? Json, IReadOnlyList<string> Groups, int Runs, int? Seed, string? Case, string? Keep, string Browser)
{
    private static readonly string[] Benches = ["sync", "host", "automation", "reads", "scim", "webhook", "group", "simulate"];
    private static readonly string[] Soaks = ["matrix", "automation", "groups", "fuzz"];

    /// <summary>Understands <c>bench</c>, the usual, and <c>soak</c> with their options.</summary>
    public static BenchOptions Parse(string[] args)
    {
        var soaks = args is ["soak", ..];
        var groups = soaks ? Soaks : Benches;
        var options = new BenchOptions(soaks, Json: null, groups, Runs: 3, Seed: null, Case: null, Keep: null, Browser: "");
        foreach (var pair in (soaks ? args[1..] : args).Chunk(2))
            options = pair is [var name, var value] ? options.With(name, value, groups) : throw NotUnderstood($"{pair[0]} needs a value", groups);
        return options with { Browser = ChromiumFinder.Find() ?? throw new StepFailedException("There is no Chromium on this machine.", "Run dotnet dev.cs run once: it installs one.") };
    }

    public bool Wants(string group) => Groups.Contains(group, StringComparer.Ordinal);

    /// <summary>Whether a case of this name is wanted.</summary>
    public bool WantsCase(string name) => Case is null || Case.Split(',').Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    private BenchOptions With(string name, string value, string[] groups) => name switch
    {
        "--json" => this with { Json = Path.GetFullPath(value) },
        "--only" when groups.Contains(value, StringComparer.Ordinal) => this with { Groups = [value] },
        "--runs" when int.TryParse(value, CultureInfo.InvariantCulture, out var runs) && runs >= (IsSoak ? 1 : 3) => this with { Runs = runs },
        "--seed" when IsSoak && int.TryParse(value, CultureInfo.InvariantCulture, out var seed) => this with { Seed = seed },
        "--case" => this with { Case = value },
        "--keep" when IsSoak => this with { Keep = Path.GetFullPath(value) },
        _ => throw NotUnderstood($"{name} {value}", groups),
    };

    private static StepFailedException NotUnderstood(string what, string[] groups) =>
        new($"Not understood: {what}.", $"--json FILE, --only GROUP ({string.Join(", ", groups)}); --runs N (of a bench at least 3); --case PART; soak: --seed N, --keep FILE.");
}
