namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>How the simulator is started.</summary>
/// <param name="Port">The loopback port; 0 lets the system choose.</param>
/// <param name="Users">How many users the world "default" has, or null for no such world.</param>
/// <param name="Seed">The default world's seed.</param>
/// <param name="Https">Listens with TLS as well, under a certificate made at the start.</param>
public sealed record SimulatorSettings(int Port = 0, int? Users = null, int Seed = 42, bool Https = false)
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
        "--users" => settings with { Users = CommandLine.Number(value) },
        "--seed" => settings with { Seed = CommandLine.Number(value) },
        "--https" => settings with { Https = bool.Parse(value) },
        _ => throw new FormatException($"There is no option {option}. Known: --port, --urls, --users, --seed, --https."),
    };
}
