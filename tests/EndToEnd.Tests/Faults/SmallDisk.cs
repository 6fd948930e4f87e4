using System.Diagnostics;

namespace Seatkeeper.EndToEnd.Tests.Faults;

/// <summary>A small disk of its own in memory, which a test fills and empties.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 256;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Whether a machine that lets nobody mount one fails the test, and <c>sudo</c> is asked for it; so it is in the workflows.</summary>
    private static readonly bool isRequired = Environment.GetEnvironmentVariable("SEATKEEPER_SMALL_DISK") == "required";

    /// <summary>Mounts one; null where this machine lets nobody do so.</summary>
    public static SmallDisk? Mount(string path)
    {
        Directory.CreateDirectory(path);
        if (OperatingSystem.IsLinux() && (Environment.IsPrivilegedProcess || isRequired) && RunAsRoot("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", path))
            return new SmallDisk(path);
        return isRequired ? throw new InvalidOperationException("SEATKEEPER_SMALL_DISK asks for a disk that can be filled, and none could be mounted.") : null;
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
        RunAsRoot("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool RunAsRoot(params string[] command) => Environment.IsPrivilegedProcess ? Run(command[0], command[1..]) : Run("sudo", ["-n", .. command]);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
