namespace Seatkeeper.Dev.Processes;

/// <summary>Finds programs by name as a shell would.</summary>
public static class Executables
{
    public static string? OnPath(string name)
    {
        var endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : new[] { "" };
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
