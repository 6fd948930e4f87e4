using System.Diagnostics;
using Seatkeeper.Dev.Browser;
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
        await Solution.BuildAsync(["src/LocalHost", "src/Functions", "tests/Simulators/AhrefsSimulator", "tests/Benchmarks"], cancellation);

        // It shares this terminal: its output is ours, and Ctrl-C reaches it too.
        var start = new ProcessStartInfo("dotnet", [Repository.Built("tests/Benchmarks", "Seatkeeper.Benchmarks.dll"), .. options]) { UseShellExecute = false };
        start.Environment[ChromiumFinder.Setting] = browser;
        using var bench = Process.Start(start) ?? throw new StepFailedException("The benchmarks did not start.", "Run dotnet --info to see whether the SDK works.");
        await bench.WaitForExitAsync(CancellationToken.None);
        return cancellation.IsCancellationRequested ? 130 : bench.ExitCode;
    }
}
