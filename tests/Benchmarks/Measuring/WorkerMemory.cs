using System.Diagnostics;
using System.Globalization;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>The peak of the app's worker process; host, browser and its driver are processes of their own. Linux only.</summary>
internal static class WorkerMemory
{
    /// <summary>Megabytes that the worker had resident at most, or null where it cannot be told.</summary>
    /// <param name="host">The host's process id.</param>
    public static double? PeakMb(int host)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        foreach (var child in Children(host))
        {
            var command = Read($"/proc/{child}/cmdline");
            if (!command.Contains("Seatkeeper.Functions", StringComparison.Ordinal))
                continue;
            using var worker = Process.GetProcessById(child);
            return worker.PeakWorkingSet64 / (1024.0 * 1024);
        }

        return null;
    }

    private static IEnumerable<int> Children(int parent) => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0 && ParentOf(id) == parent);

    // The fourth field; the second is the name in brackets, which may hold anything.
    private static int ParentOf(int id) =>
        Read($"/proc/{id}/stat") is { Length: > 0 } stat && int.TryParse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture, out var parent) ? parent : 0;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
