using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Running;

/// <summary>What <c>dotnet dev.cs run</c> was asked for.</summary>
/// <param name="Members">The simulator's data set.</param>
/// <param name="Once">End after the report.</param>
/// <param name="Fresh">Forget the data of earlier runs first.</param>
/// <param name="Telemetry">Print the trace of the check.</param>
public sealed record RunOptions(string Members = "small", bool Once = false, bool Fresh = false, bool Telemetry = false)
{
    private static readonly string[] Sets = ["small", "medium", "large"];

    public static RunOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new RunOptions();
        for (var at = 0; at < args.Length; at++)
        {
            options = args[at] switch
            {
                "--once" => options with { Once = true },
                "--fresh" => options with { Fresh = true },
                "--telemetry" => options with { Telemetry = true },
                "--members" => options with { Members = Set(at + 1 < args.Length ? args[++at] : "") },
                _ => throw new StepFailedException($"run has no option \"{args[at]}\".", "It takes --once, --fresh, --telemetry and --members small|medium|large."),
            };
        }

        return options;
    }

    private static string Set(string name) =>
        Sets.Contains(name) ? name : throw new StepFailedException($"There is no data set \"{name}\".", $"Name one of {string.Join(", ", Sets)} after --members.");
}
