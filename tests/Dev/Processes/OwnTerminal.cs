using System.Diagnostics;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Processes;

/// <summary>Runs a built program of the clone in this terminal: its output is ours, and Ctrl-C reaches it too.</summary>
internal static class OwnTerminal
{
    /// <summary>Its exit code, or 130 where it was stopped.</summary>
    /// <param name="project">The project's folder below <c>tests</c>.</param>
    /// <param name="options">What it is told.</param>
    /// <param name="browser">The browser that it drives; null where it drives none.</param>
    /// <param name="cancellation">Says that it was stopped; it ends by itself.</param>
    public static async Task<int> RunAsync(string project, IEnumerable<string> options, string? browser, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Built($"tests/{project}", $"Seatkeeper.{project}.dll"), .. options]) { UseShellExecute = false };
        if (browser is not null) start.Environment[ChromiumFinder.Setting] = browser;
        using var program = Process.Start(start) ?? throw new StepFailedException($"{project} did not start.", "Run dotnet --info to see whether the SDK works.");
        await program.WaitForExitAsync(CancellationToken.None);
        return cancellation.IsCancellationRequested ? 130 : program.ExitCode;
    }
}
