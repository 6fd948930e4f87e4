using LocalHost.Durable;
using LocalHost.Functions;
using LocalHost.Settings;
using LocalHost.Workers;

namespace LocalHost.Timers;

/// <summary>The app's timer functions: runs them by their schedules, and by hand.</summary>
internal sealed partial class TimerFunctions(
    WorkerInvoker invoker, DurableClients clients, HostedApp app, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    private readonly ILogger log = loggers.CreateLogger<TimerFunctions>();
    private readonly ScheduleStore store = new(app, clock, loggers.CreateLogger<ScheduleStore>());
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, TimerRunner> runners = new(StringComparer.OrdinalIgnoreCase);
    private Task running = Task.CompletedTask;

    public void Start(IEnumerable<FunctionDescription> functions)
    {
        var loops = new List<Task>();
        foreach (var function in functions.Where(function => function.Trigger.Is("timerTrigger")))
        {
            var runner = runners[function.Name] = new TimerRunner(function, invoker, clients, log);
            if (!app.IsDisabled(function.Name))
                loops.Add(KeepAsync(function.Name, new TimerLoop(function, TimerSchedule.Of(function, app), runner, store, clock)));
        }

        running = Task.WhenAll(loops);
    }

    /// <summary>Runs a timer function once, now. False when there is no timer of that name.</summary>
    public bool TryFire(string name)
    {
        if (!runners.TryGetValue(name, out var runner))
            return false;
        _ = FireAsync(name, runner);
        return true;
    }

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public void Dispose()
    {
        stopping.Dispose();
        foreach (var runner in runners.Values)
            runner.Dispose();
    }

    private async Task FireAsync(string name, TimerRunner runner)
    {
        try
        {
            await runner.RunAsync(null, isPastDue: false, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            LogNotFired(log, name);
        }
    }

    private async Task KeepAsync(string name, TimerLoop loop)
    {
        try
        {
            await loop.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            // One timer's trouble, whatever it is, must be seen and must not end the host.
            LogStopped(log, e, name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The timer {Function} was asked for while the host stops, and was not run")]
    private static partial void LogNotFired(ILogger logger, string function);

    [LoggerMessage(LogLevel.Error, "The timer {Function} has stopped")]
    private static partial void LogStopped(ILogger logger, Exception exception, string function);
}
