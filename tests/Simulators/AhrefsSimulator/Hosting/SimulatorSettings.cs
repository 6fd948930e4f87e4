namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>How the simulator is started.</summary>
/// <param name="Port">The loopback port; 0 lets the system choose.</param>
/// <param name="DefaultSet">The data set of the world "default", or null for no such world.</param>
/// <param name="Seed">The default world's seed.</param>
public sealed record SimulatorSettings(int Port = 0, string? DefaultSet = null, int Seed = 42)
{
    /// <summary>Reads the command line and refuses every address but 127.0.0.1.</summary>
    public static SimulatorSettings Parse(IReadOnlyList<string> args, string? configuredUrls)
    {
        var settings = new SimulatorSettings();
        if (!string.IsNullOrEmpty(configuredUrls)) settings = settings with { Port = CommandLine.LoopbackPort(configuredUrls) };
        return CommandLine.Parse(args, settings, Apply);
    }

    private static SimulatorSettings Apply(SimulatorSettings settings, string option, string value) => option switch
    {
        "--port" => settings with { Port = CommandLine.Number(value) },
        "--urls" => settings with { Port = CommandLine.LoopbackPort(value) },
        "--set" => settings with { DefaultSet = value },
        "--seed" => settings with { Seed = CommandLine.Number(value) },
        _ => throw new FormatException($"There is no option {option}. Known: --port, --urls, --set, --seed."),
    };
}
