using System.Diagnostics;

namespace Seatkeeper.EndToEnd.Tests.Faults;

/// <summary>A small disk of its own in memory, which a test fills and empties.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 256;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one; null where this machine lets nobody do so.</summary>
    public static SmallDisk? Mount(string path)
    {
        Directory.CreateDirectory(path);
        return OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", path) ? new SmallDisk(path) : null;
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = File.Create(Ballast);
        var some = new byte[64 * 1024];
        try
        {
            while (true)
                file.Write(some);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        // Whoever still has a file open there does not keep it from going.
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
