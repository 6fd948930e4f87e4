using LocalHost.Functions;
using LocalHost.Settings;
using LocalHost.Wire;

namespace LocalHost.Workers;

/// <summary>Runs functions in the worker, each within functionTimeout, until the host is asked to stop.</summary>
internal sealed partial class WorkerInvoker(WorkerSupervisor supervisor, HostedApp app, TimeProvider clock, ILogger<WorkerInvoker> log) : IDisposable
{
    // How long a function that has run out of time may take to heed its token before its worker is replaced.
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int inFlight;

    public bool IsStopping => stopping.IsCancellationRequested;

    public Task<WorkerChannel> ReadyAsync(CancellationToken cancel) =>
        IsStopping ? Task.FromException<WorkerChannel>(NoWorker.Exception()) : supervisor.ReadyAsync(cancel);

    public async Task<TypedData?> InvokeAsync(FunctionDescription function, InvocationRequest request, CancellationToken cancel) =>
        await InvokeAsync(await ReadyAsync(cancel), function, request, cancel);

    /// <summary>Runs a function in this worker.</summary>
    /// <exception cref="WorkerFunctionException">The function failed, or ran out of time.</exception>
    /// <exception cref="WorkerProcessExitException">The worker died under it.</exception>
    /// <exception cref="InvalidOperationException">The host is stopping.</exception>
    public async Task<TypedData?> InvokeAsync(WorkerChannel worker, FunctionDescription function, InvocationRequest request, CancellationToken cancel)
    {
        Enter();
        try
        {
            using var timeout = new CancellationTokenSource(app.FunctionTimeout, clock);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping.Token, timeout.Token);
            var answer = worker.InvokeAsync(function.Name, request, ended.Token);
            return await WithinTimeoutAsync(answer, worker, function.Name, timeout.Token);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes no more work, cancels the tokens of what runs, and waits for it to end, at most so long.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        lock (gate)
        {
            stopping.Cancel();
            if (inFlight == 0)
                drained.TrySetResult();
        }

        await Task.WhenAny(drained.Task, Task.Delay(grace, clock, CancellationToken.None));
        if (!drained.Task.IsCompleted)
            LogLeft(log, inFlight, grace.TotalSeconds);
    }

    public void Dispose() => stopping.Dispose();

    private async Task<TypedData?> WithinTimeoutAsync(Task<TypedData?> answer, WorkerChannel worker, string function, CancellationToken timeout)
    {
        var overdue = new TaskCompletionSource();
        using var registration = timeout.Register(overdue.SetResult);
        if (await Task.WhenAny(answer, overdue.Task) == answer && !timeout.IsCancellationRequested)
            return await answer;
        var message = $"Timeout value of {app.FunctionTimeout} was exceeded by function: Functions.{function}";
        LogTimeout(log, message);
        await Task.WhenAny(answer, Task.Delay(TimeoutGrace, clock, CancellationToken.None));
        if (!answer.IsCompleted)
            supervisor.Replace(worker);
        await answer.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        throw new WorkerFunctionException(message);
    }

    private void Enter()
    {
        lock (gate)
        {
            if (stopping.IsCancellationRequested)
                throw NoWorker.Exception();
            inFlight++;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--inFlight == 0 && stopping.IsCancellationRequested)
                drained.TrySetResult();
        }
    }

    [LoggerMessage(LogLevel.Error, "{Message}")]
    private static partial void LogTimeout(ILogger logger, string message);

    [LoggerMessage(LogLevel.Warning, "{Count} functions had not ended {Seconds:0} s after they were asked to; they are cut off")]
    private static partial void LogLeft(ILogger logger, int count, double seconds);
}
