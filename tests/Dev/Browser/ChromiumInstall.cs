using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Browser;

/// <summary>Brings a Chromium where none is: by Debian's packages for root, else by Playwright's own installer.</summary>
public static class ChromiumInstall
{
    // The version of the Microsoft.Playwright package, whose browser build fits it.
    private const string PlaywrightCli = "playwright@1.64.1";

    public static async Task<string> EnsureAsync(CancellationToken cancellation)
    {
        if (FindBest() is { } found)
            return found;
        using var held = await FileLock.TakeAsync(Repository.InLocal("chromium.lock"), cancellation);
        if (FindBest() is { } installedMeanwhile)
            return installedMeanwhile;

        try
        {
            await Steps.RunAsync("Install Chromium", () => IsDebianRoot() ? FromDebianAsync(cancellation) : FromPlaywrightAsync(cancellation));
        }
        catch (StepFailedException) when (ChromiumFinder.Find() is not null)
        {
            // The heavier browser that is there will do.
        }

        return ChromiumFinder.Find() ?? throw Failed("The installer ended well, but no Chromium is found.");
    }

    // Where one package brings the lighter shell, a full browser does not stop it from being fetched.
    private static string? FindBest() => ChromiumFinder.FromSetting() ?? (ChromiumFinder.WantsWindow ? ChromiumFinder.FindWithWindow() : ChromiumFinder.FindShell() ?? (IsDebianRoot() ? null : ChromiumFinder.Find()));

    private static bool IsDebianRoot() =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Executables.OnPath("apt-get") is not null
        && File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=debian", StringComparer.Ordinal);

    private static async Task FromDebianAsync(CancellationToken cancellation)
    {
        await RunAsync("apt-get", ["update", "-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"], cancellation);
        await RunAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ChromiumFinder.WantsWindow ? "chromium" : "chromium-headless-shell"], cancellation);
    }

    private static Task FromPlaywrightAsync(CancellationToken cancellation) =>
        RunAsync(Executables.OnPath("npx") ?? "npx", ["--yes", PlaywrightCli, "install", "chromium"], cancellation);

    private static async Task RunAsync(string command, string[] arguments, CancellationToken cancellation)
    {
        var start = new ServerStart(command, command, arguments)
        {
            Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        var run = await CommandRun.RunAsync(start, cancellation);
        if (!run.Succeeded)
            throw Failed($"{Path.GetFileName(command)} could not install Chromium:\n{run.Tail()}");
    }

    private static StepFailedException Failed(string message) =>
        new(message, $"Install Chromium or Chrome yourself (on Debian: sudo apt-get install chromium), or set {ChromiumFinder.Setting} to an executable.");
}
