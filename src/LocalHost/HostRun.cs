using LocalHost.Durable;
using LocalHost.Functions;
using LocalHost.Settings;
using LocalHost.Timers;
using LocalHost.Web;
using LocalHost.Workers;

namespace LocalHost;

/// <summary>What a run of the host consists of, in the order of starting; stopping goes the other way round.</summary>
internal sealed record HostParts(
    WorkerSupervisor Supervisor, WorkerInvoker Invoker, DurableHost Durable, HttpFunctions Http, TimerFunctions Timers);

/// <summary>Brings the host up and down: worker, durable extension, routes, timers.</summary>
internal sealed partial class HostRun(HostedApp app, HostKeys keys, HostParts parts, HostState state, ILoggerFactory loggers)
{
    // The extension gives its partitions back within this time, or loses them as it would by a crash.
    private static readonly TimeSpan DurableStop = TimeSpan.FromSeconds(10);
    private readonly ILogger log = loggers.CreateLogger<HostRun>();

    /// <summary>Starts everything, in order; ends when the app is served.</summary>
    /// <exception cref="RefusalException">The app cannot be hosted; the message says why.</exception>
    public async Task StartAsync(HostAddresses addresses, StorageWait storage, CancellationToken cancel)
    {
        parts.Supervisor.Start(addresses);
        var functions = await parts.Supervisor.Functions.WaitAsync(cancel);
        FunctionChecks.Ensure(functions, app);
        state.Found(functions);
        if (functions.Any(NeedsStorage))
            await storage.UntilThereAsync(cancel);
        var webhook = new UriBuilder(addresses.Public) { Path = DurableManagement.Path, Query = $"code={keys.Durable}" };
        await parts.Durable.StartAsync(functions, webhook.Uri, cancel);
        parts.Http.Map(functions);
        parts.Timers.Start(functions);
        state.Runs();
        LogServing(log, functions.Count, addresses.Public);
    }

    /// <summary>Takes no more work, lets what runs end within the grace, and leaves nothing behind.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        state.Stops();
        LogStopping(log);
        var timers = parts.Timers.StopAsync();
        await parts.Invoker.StopAsync(grace);
        await timers.WaitAsync(grace).ContinueWith(_ => { }, TaskScheduler.Default);
        using var limit = new CancellationTokenSource(DurableStop);
        await parts.Durable.StopAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await parts.Supervisor.StopAsync();
        LogStopped(log);
    }

    private bool NeedsStorage(FunctionDescription function) =>
        !app.IsDisabled(function.Name) && (DurableHost.IsNeeded(function) || function.Trigger.Is("timerTrigger"));

    [LoggerMessage(LogLevel.Information, "Serving {Count} functions on {Address}")]
    private static partial void LogServing(ILogger logger, int count, Uri address);

    [LoggerMessage(LogLevel.Information, "Stopping: no more work is taken, running functions are asked to end")]
    private static partial void LogStopping(ILogger logger);

    [LoggerMessage(LogLevel.Information, "Stopped")]
    private static partial void LogStopped(ILogger logger);
}
