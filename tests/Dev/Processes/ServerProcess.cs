using System.Diagnostics;
using System.Text.Json;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Processes;

/// <summary>A server started by this process, which never outlives it, and which is only ever ended by its own id.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly Process process;
    private readonly TaskCompletionSource exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int endedPipes;

    private ServerProcess(ServerStart start)
    {
        Name = start.Name;
        Output = new OutputLog(start.LogFile);
        process = new Process { StartInfo = Orphanless.StartInfo(start) };
        process.OutputDataReceived += (_, line) => Record(line.Data);
        process.ErrorDataReceived += (_, line) => Record(line.Data);
    }

    public string Name { get; }

    public OutputLog Output { get; }

    public int Id { get; private set; }

    public bool HasExited => exited.Task.IsCompleted;

    /// <summary>Completes when the process is gone, however it went.</summary>
    public Task Exited => exited.Task;

    public static async Task<ServerProcess> StartAsync(ServerStart start)
    {
        var server = new ServerProcess(start);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // The kernel ends the child with the thread that forked it, so the thread has to last as long as the child.
        new Thread(() => server.RunToEnd(started)) { IsBackground = true, Name = start.Name }.Start();
        await started.Task;
        AppDomain.CurrentDomain.ProcessExit += server.EndWithThisProcess;
        return server;
    }

    /// <summary>Waits for the JSON line with <c>listening</c> that our servers print when they answer.</summary>
    public async Task<JsonElement> WaitForListeningAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var line = await WaitForLineAsync(text => text.StartsWith('{') && text.Contains("\"listening\"", StringComparison.Ordinal), limit, cancellation);
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    public async Task<string> WaitForLineAsync(Func<string, bool> fits, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            return await Output.FirstAsync(fits, deadline.Token) ?? throw NotStarted("ended before it was ready");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw NotStarted($"was not ready within {limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Asks it to end, and ends it when it does not.</summary>
    public async Task StopAsync()
    {
        if (!HasExited && Signals.AskToEnd(Id))
            await Task.WhenAny(Exited, Task.Delay(Grace));
        await KillAsync();
    }

    /// <summary>SIGKILL: no last words, no clean-up, as a power cut would do.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
            process.Kill(entireProcessTree: !OperatingSystem.IsLinux());
        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        AppDomain.CurrentDomain.ProcessExit -= EndWithThisProcess;
        process.Dispose();
    }

    private void RunToEnd(TaskCompletionSource started)
    {
        try
        {
            process.Start();
            Id = process.Id;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            started.SetResult();
        }
        catch (Exception failure)
        {
            started.SetException(failure);
            return;
        }

        // A wait with a limit, unlike one without, does not also wait for pipes that grandchildren hold.
        while (!process.WaitForExit(int.MaxValue))
        {
        }

        exited.SetResult();
        Thread.Sleep(LastWords);
        Output.Complete();
    }

    private void Record(string? line)
    {
        if (line is not null)
            Output.Add(line);
        else if (Interlocked.Increment(ref endedPipes) == 2)
            Output.Complete();
    }

    private void EndWithThisProcess(object? sender, EventArgs e)
    {
        if (!HasExited)
            process.Kill(entireProcessTree: true);
    }

    private StepFailedException NotStarted(string what) =>
        new($"{Name} {what}. Its last lines:\n{Output.Tail(60)}", "Read the lines above; if a port is taken or a file missing, mend that and run again.");
}
