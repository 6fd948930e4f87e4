using System.Diagnostics;
using System.Globalization;

namespace Seatkeeper.Benchmarks.Measuring;

/// <summary>What the app's worker process and its browser hold; host and driver are processes of their own. Linux only.</summary>
internal static class WorkerMemory
{
    private const double Mb = 1024 * 1024;

    /// <summary>Megabytes that the worker had resident at most, or null where it cannot be told.</summary>
    /// <param name="host">The host's process id.</param>
    public static double? PeakMb(int host)
    {
        if (WorkerOf(host) is not { } id)
            return null;
        using var worker = Process.GetProcessById(id);
        return worker.PeakWorkingSet64 / Mb;
    }

    /// <summary>Megabytes that the worker has resident now, and that all of its browser's processes hold, what they share counted once; null where it cannot be told.</summary>
    /// <param name="host">The host's process id.</param>
    public static (double WorkerMb, double BrowserMb)? Now(int host)
    {
        if (WorkerOf(host) is not { } id)
            return null;
        using var worker = Process.GetProcessById(id);
        var parents = Parents();
        return (worker.WorkingSet64 / Mb, Below(id, parents).Where(IsBrowser).Sum(ShareKb) / 1024.0);
    }

    /// <summary>Ends the part of the worker's browser that draws pages, as a crash does, or the browser itself, as somebody who closes its window.</summary>
    /// <param name="host">The host's process id.</param>
    /// <param name="whole">Whether the whole browser ends.</param>
    /// <returns>Whether there was one.</returns>
    public static bool EndBrowser(int host, bool whole)
    {
        var parents = Parents();
        var ended = (WorkerOf(host) is { } id ? Below(id, parents) : [])
            .Where(IsBrowser)
            .Where(found => Read($"/proc/{found}/cmdline").Contains(whole ? "--remote-debugging" : "--type=renderer", StringComparison.Ordinal) && !(whole && Read($"/proc/{found}/cmdline").Contains("--type=", StringComparison.Ordinal)))
            .ToList();
        foreach (var found in ended)
        {
            using var process = Process.GetProcessById(found);
            process.Kill();
        }

        return ended.Count > 0;
    }

    private static int? WorkerOf(int host) => OperatingSystem.IsLinux()
        ? Parents().Where(pair => pair.Value == host).Select(pair => (int?)pair.Key).FirstOrDefault(child => Read($"/proc/{child}/cmdline").Contains("Seatkeeper.Functions", StringComparison.Ordinal))
        : null;

    private static IEnumerable<int> Below(int id, Dictionary<int, int> parents) =>
        parents.Where(pair => pair.Value == id).SelectMany(pair => Below(pair.Key, parents).Prepend(pair.Key));

    private static bool IsBrowser(int id) => Read($"/proc/{id}/cmdline").Contains("chrom", StringComparison.OrdinalIgnoreCase);

    private static long ShareKb(int id) => Read($"/proc/{id}/smaps_rollup").Split('\n')
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    private static Dictionary<int, int> Parents() => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0)
        .ToDictionary(id => id, ParentOf);

    // The fourth field; the second is the name in brackets, which may hold anything.
    private static int ParentOf(int id) =>
        Read($"/proc/{id}/stat") is { Length: > 0 } stat && int.TryParse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture, out var parent) ? parent : 0;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process is gone.
            return "";
        }
    }
}
