using System.Diagnostics;

namespace Seatkeeper.Dev.Processes;

/// <summary>Starts a child so that it ends with its parent, even when the parent is killed.</summary>
internal static class Orphanless
{
    private static readonly string? SetPriv = OperatingSystem.IsLinux() ? Executables.OnPath("setpriv") : null;
    private static readonly string? SetSid = OperatingSystem.IsLinux() ? Executables.OnPath("setsid") : null;

    public static ProcessStartInfo StartInfo(ServerStart start)
    {
        var command = Command(start);
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = start.WorkingDirectory ?? Environment.CurrentDirectory,
        };
        foreach (var (name, value) in start.Environment)
            info.Environment[name] = value;
        return info;
    }

    // A session of its own keeps Ctrl-C in the terminal from reaching the servers before we stop them, in order.
    private static IReadOnlyList<string> Command(ServerStart start)
    {
        IReadOnlyList<string> command = [start.FileName, .. start.Arguments];
        if (SetPriv is not null)
            command = [SetPriv, "--pdeathsig", "KILL", .. command];
        if (SetSid is not null)
            command = [SetSid, .. command];
        return command;
    }
}
