using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Running;

/// <summary><c>dotnet dev.cs bench</c> and <c>soak</c>: build for speed, and measure or try long in a process of its own.</summary>
public static class BenchCommand
{
    private const string Configuration = "Release";

    public static async Task<int> RunAsync(string[] options, CancellationToken cancellation)
    {
        var browser = await Machine.EnsureAsync(cancellation);
        Environment.SetEnvironmentVariable(Repository.ConfigurationVariable, Configuration);
        await Solution.BuildAsync(["src/LocalHost", "src/Functions", "tests/Simulators/AhrefsSimulator", "tests/Simulators/GraphSimulator", "tests/Benchmarks"], cancellation);
        return await OwnTerminal.RunAsync("Benchmarks", options, browser, cancellation);
    }
}
