using Seatkeeper.Dev.Processes;

namespace Seatkeeper.Dev.Browser;

/// <summary>Where a Chromium is on this machine: the setting, the usual places, Playwright's own.</summary>
public static class ChromiumFinder
{
    /// <summary>The app's own setting, so that one variable serves both.</summary>
    public const string Setting = "Browser__ExecutablePath";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge"];

    /// <summary>The path of the executable, or null when there is none.</summary>
    public static string? Find() => FromSetting() ?? Names.Select(Executables.OnPath).FirstOrDefault(path => path is not null) ?? UsualPlaces().FirstOrDefault(File.Exists) ?? PlaywrightsOwn();

    private static string? FromSetting() => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } path && File.Exists(path) ? path : null;

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

    private static string? PlaywrightsOwn()
    {
        var browsers = PlaywrightFolder();
        if (!Directory.Exists(browsers))
            return null;
        return Directory.EnumerateDirectories(browsers, "chromium-*")
            .OrderDescending(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .FirstOrDefault(file => Path.GetFileName(file) is "chrome" or "chrome.exe" or "Chromium" or "Google Chrome for Testing");
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
