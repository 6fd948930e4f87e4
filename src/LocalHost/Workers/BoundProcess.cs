using System.Diagnostics;

namespace LocalHost.Workers;

/// <summary>
/// Starts a process that does not outlive this one. On Linux the kernel ends it when the thread that started it ends,
/// even by SIGKILL; elsewhere only an orderly stop ends it.
/// </summary>
internal static class BoundProcess
{
    private static readonly string[] Places = ["/usr/bin/setpriv", "/bin/setpriv"];

    public static async Task<Process> StartAsync(ProcessStartInfo start)
    {
        if (OperatingSystem.IsLinux() && Places.FirstOrDefault(File.Exists) is { } setpriv)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.ArgumentList.Insert(0, "KILL");
            start.ArgumentList.Insert(0, "--pdeathsig");
            start.FileName = setpriv;
        }

        var starting = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The signal follows the thread that forked, so it must be one that lives as long as the child: never a pool thread.
        new Thread(() => Keep(start, starting)) { IsBackground = true, Name = "Worker keeper" }.Start();
        return await starting.Task;
    }

    private static void Keep(ProcessStartInfo start, TaskCompletionSource<Process> starting)
    {
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
            starting.SetResult(process);
            process.WaitForExit();
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to whoever asked for the process: this thread must not end the host.
            starting.TrySetException(e);
        }
    }
}
