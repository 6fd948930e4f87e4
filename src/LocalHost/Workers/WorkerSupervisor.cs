using System.ComponentModel;
using LocalHost.Functions;
using LocalHost.Settings;

namespace LocalHost.Workers;

/// <summary>Keeps one worker process alive, with a growing pause between tries, and offers it to whoever wants to run a function.</summary>
internal sealed partial class WorkerSupervisor(HostedApp app, WorkerLog workerLog, TimeProvider clock, ILogger<WorkerSupervisor> log)
{
    private const int FirstStarts = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<IReadOnlyList<FunctionDescription>> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<WorkerChannel> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerChannel? current;
    private WorkerProcess? process;
    private Task running = Task.CompletedTask;

    /// <summary>The app's functions, told by the first worker that was ready. Faults when no worker could be started.</summary>
    public Task<IReadOnlyList<FunctionDescription>> Functions => first.Task;

    public void Start(HostAddresses addresses) => running = RunAsync(addresses);

    /// <summary>The channel that waits for the stream of this worker.</summary>
    public WorkerChannel? Expecting(string workerId) => current?.WorkerId == workerId ? current : null;

    /// <summary>A worker that takes work; waits for the next one when there is none at the moment.</summary>
    public async Task<WorkerChannel> ReadyAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping.Token);
        limit.CancelAfter(StartLimit);
        try
        {
            while (true)
            {
                var channel = await Volatile.Read(ref ready).Task.WaitAsync(limit.Token);
                if (!channel.IsClosed)
                    return channel;
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw NoWorker.Exception();
        }
    }

    /// <summary>Ends this worker at once; the next one takes its place.</summary>
    public void Replace(WorkerChannel channel)
    {
        if (ReferenceEquals(channel, current))
            process?.Kill();
    }

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    private async Task RunAsync(HostAddresses addresses)
    {
        try
        {
            await KeepRunningAsync(addresses);
        }
        catch (Win32Exception e)
        {
            first.TrySetException(new RefusalException($"The worker's process cannot be started: {e.Message}", e));
        }
    }

    private async Task KeepRunningAsync(HostAddresses addresses)
    {
        var pauses = new RestartPause();
        for (var starts = 1; !stopping.IsCancellationRequested; starts++)
        {
            var served = await TryRunOneAsync(addresses);
            if (stopping.IsCancellationRequested)
                return;
            if (!first.Task.IsCompleted && starts == FirstStarts)
                first.TrySetException(new RefusalException($"The worker {app.Assembly} could not be started ({FirstStarts} tries); what it said is in the log above."));
            if (first.Task.IsFaulted)
                return;
            var pause = pauses.After(served);
            LogRestarting(log, pause.TotalMilliseconds);
            await Task.Delay(pause, clock, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    // What kept one from being started that was started before may pass: files that are being built, memory that is short.
    private async Task<TimeSpan> TryRunOneAsync(HostAddresses addresses)
    {
        try
        {
            return await RunOneAsync(addresses);
        }
        catch (Win32Exception e) when (first.Task.IsCompletedSuccessfully)
        {
            LogNotStarted(log, e.Message);
            return TimeSpan.Zero;
        }
    }

    // From start to end of one process. How long it took work.
    private async Task<TimeSpan> RunOneAsync(HostAddresses addresses)
    {
        var begun = clock.GetTimestamp();
        long? serving = null;
        var channel = new WorkerChannel(Guid.NewGuid().ToString(), workerLog);
        current = channel;
        using var started = await WorkerProcess.StartAsync(app, channel.WorkerId, addresses, workerLog);
        process = started;
        var exited = CloseAtExitAsync(started, channel);
        try
        {
            var functions = await PrepareAsync(channel);
            LogReady(log, started.Id, clock.GetElapsedTime(begun).TotalMilliseconds, functions.Count);
            serving = clock.GetTimestamp();
            first.TrySetResult(functions);
            ready.TrySetResult(channel);
            await exited.WaitAsync(stopping.Token);
        }
        catch (RefusalException e)
        {
            first.TrySetException(e);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            channel.Terminate();
            await Task.WhenAny(exited, Task.Delay(EndLimit, clock, CancellationToken.None));
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or WorkerProcessExitException)
        {
            LogNotStarted(log, e.Message);
        }

        started.Kill();
        await exited;
        process = null;
        if (!stopping.IsCancellationRequested)
            LogExited(log, started.Id, started.ExitCode);
        Withdraw();
        return serving is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;
    }

    private async Task<IReadOnlyList<FunctionDescription>> PrepareAsync(WorkerChannel channel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        limit.CancelAfter(StartLimit);
        await channel.Started.WaitAsync(limit.Token);
        return await WorkerHandshake.RunAsync(channel, app, limit.Token);
    }

    private void Withdraw()
    {
        if (ready.Task.IsCompleted)
            Volatile.Write(ref ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private static async Task CloseAtExitAsync(WorkerProcess process, WorkerChannel channel)
    {
        await process.WaitForExitAsync();
        channel.Close("The worker process exited.");
    }

    [LoggerMessage(LogLevel.Information, "Worker {Pid} ready after {Elapsed:0} ms with {Count} functions")]
    private static partial void LogReady(ILogger logger, int pid, double elapsed, int count);

    [LoggerMessage(LogLevel.Error, "The worker did not start: {Error}")]
    private static partial void LogNotStarted(ILogger logger, string error);

    [LoggerMessage(LogLevel.Warning, "Worker {Pid} exited with code {ExitCode}")]
    private static partial void LogExited(ILogger logger, int pid, int exitCode);

    [LoggerMessage(LogLevel.Information, "Starting another worker in {Pause:0} ms")]
    private static partial void LogRestarting(ILogger logger, double pause);
}
