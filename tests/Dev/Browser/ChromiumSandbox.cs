using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Browser;

/// <summary>
/// Whether the browser that was found can make its sandbox here. Ubuntu (23.10 and later) lets only programs that have an AppArmor profile
/// make user namespaces, and neither Playwright's browsers nor most others have one: they end at once, and the app without its sandbox is
/// nothing that a command would choose by itself.
/// </summary>
public static class ChromiumSandbox
{
    private const string Restriction = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
    private const string AppsSetting = "Browser__Sandbox";

    /// <summary>Says what to do where it cannot. Costs nothing where the system has no such rule, or the app runs without a sandbox anyway.</summary>
    /// <exception cref="StepFailedException">It cannot.</exception>
    public static async Task RequireAsync(string browser, CancellationToken cancellation)
    {
        var isOff = bool.TryParse(LocalSettings.Value(AppsSetting), out var set) && !set;
        if (OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess && !isOff && File.Exists(Restriction) && (await File.ReadAllTextAsync(Restriction, cancellation)).Trim() == "1")
            await TryAsync(browser, cancellation);
    }

    /// <summary>Opens an empty page once.</summary>
    internal static async Task TryAsync(string browser, CancellationToken cancellation)
    {
        var profile = Directory.CreateTempSubdirectory("seatkeeper-sandbox-").FullName;
        try
        {
            var run = await CommandRun.RunAsync(new ServerStart("Chromium", browser, ["--headless", "--disable-gpu", $"--user-data-dir={profile}", "--dump-dom", "about:blank"]), cancellation);
            // What else is wrong with it, the app tells that starts it.
            if (!run.Succeeded && run.Output.Contains("sandbox", StringComparison.OrdinalIgnoreCase))
                throw new StepFailedException(
                    $"{browser} cannot make its sandbox: this system lets only programs with an AppArmor profile make user namespaces.",
                    $"Install Google Chrome, which brings a profile, and name it in {ChromiumFinder.Setting}; or allow it to all programs until the next start: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }
}
