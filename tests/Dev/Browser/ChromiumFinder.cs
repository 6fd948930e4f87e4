using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Dev.Browser;

/// <summary>Where a Chromium is on this machine: the setting, the usual places, Playwright's own.</summary>
public static class ChromiumFinder
{
    /// <summary>The app's own setting, so that one variable serves both.</summary>
    public const string Setting = "Browser__ExecutablePath";

    /// <summary>The app's own setting that says whether the browser has no window.</summary>
    public const string HeadlessSetting = "Browser__Headless";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge"];
    private static readonly string[] PlaywrightsNames = ["chrome", "chrome.exe", "Chromium", "Google Chrome for Testing"];
    private static readonly string[] PlaywrightsShells = ["headless_shell", "headless_shell.exe", "chrome-headless-shell", "chrome-headless-shell.exe"];

    /// <summary>The path of the executable, or null when there is none.</summary>
    public static string? Find() => FromSetting() ?? (WantsWindow ? null : FindShell()) ?? FindWhole();

    /// <summary>One that can show windows, or null when there is none.</summary>
    public static string? FindWithWindow() => FromSetting() is { } set && !IsShell(set) ? set : FindWhole();

    /// <summary>
    /// The headless shell, which is what Playwright itself drives when no window is wanted: the same engine without a
    /// window's own pages, and so about a third quicker for every session that is opened. Null when there is none.
    /// </summary>
    public static string? FindShell() => Executables.OnPath("chromium-headless-shell") ?? PlaywrightsOwn("chromium_headless_shell-*", PlaywrightsShells);

    /// <summary>The executable that <see cref="Setting"/> names, or null.</summary>
    public static string? FromSetting() => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } path && File.Exists(path) ? path : null;

    /// <summary>True where the app is set to a browser with windows.</summary>
    public static bool WantsWindow => bool.TryParse(Environment.GetEnvironmentVariable(HeadlessSetting), out var headless) && !headless;

    private static bool IsShell(string path) => Path.GetFileName(path).Contains("headless", StringComparison.OrdinalIgnoreCase);

    private static string? FindWhole() =>
        Names.Select(Executables.OnPath).FirstOrDefault(path => path is not null) ?? UsualPlaces().FirstOrDefault(File.Exists) ?? PlaywrightsOwn("chromium-*", PlaywrightsNames);

    private static IEnumerable<string> UsualPlaces()
    {
        yield return "/Applications/Chromium.app/Contents/MacOS/Chromium";
        yield return "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
        foreach (var folder in new[] { Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData })
        {
            yield return Path.Combine(Environment.GetFolderPath(folder), "Google", "Chrome", "Application", "chrome.exe");
            yield return Path.Combine(Environment.GetFolderPath(folder), "Microsoft", "Edge", "Application", "msedge.exe");
        }
    }

    private static string? PlaywrightsOwn(string folders, string[] names)
    {
        var browsers = PlaywrightFolder();
        if (!Directory.Exists(browsers))
            return null;
        return Directory.EnumerateDirectories(browsers, folders)
            .OrderDescending(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .FirstOrDefault(file => names.Contains(Path.GetFileName(file), StringComparer.Ordinal));
    }

    private static string PlaywrightFolder()
    {
        if (Environment.GetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH") is { Length: > 1 } chosen)
            return chosen;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ms-playwright");
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "ms-playwright") : Path.Combine(home, ".cache", "ms-playwright");
    }
}
