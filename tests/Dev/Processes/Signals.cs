using System.Runtime.InteropServices;

namespace Seatkeeper.Dev.Processes;

/// <summary>What .NET has no call for: asking a process to end instead of ending it.</summary>
internal static class Signals
{
    private const int Terminate = 15;

    /// <summary>False where there is no such request, or no such process.</summary>
    public static bool AskToEnd(int processId) => !OperatingSystem.IsWindows() && Send(processId, Terminate) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int processId, int signal);
}
