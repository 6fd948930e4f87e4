using System.Text.Json;
using LocalHost.Durable;
using LocalHost.Functions;
using LocalHost.Workers;

namespace LocalHost.Timers;

/// <summary>Runs one timer function, never twice at once, whether its schedule or a person fires it.</summary>
internal sealed partial class TimerRunner(FunctionDescription function, WorkerInvoker invoker, DurableClients clients, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    public async Task RunAsync(ScheduleStatus? status, bool isPastDue, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var request = function.NewInvocation();
            var timer = JsonSerializer.Serialize(new { Schedule = new { AdjustForDST = true }, ScheduleStatus = status, IsPastDue = isPastDue });
            request.InputData.Add(new Wire.ParameterBinding { Name = function.Trigger.Name, Data = new() { Json = timer } });
            await clients.AddAsync(request, function, cancel);
            LogExecuting(log, function.Name, request.InvocationId);
            await invoker.InvokeAsync(function, request, cancel);
            LogExecuted(log, function.Name, request.InvocationId);
        }
        catch (Exception e) when (e is WorkerFunctionException or WorkerProcessExitException or InvalidOperationException)
        {
            // As in the real host: a failed run is logged, and the schedule goes on.
            LogFailed(log, function.Name, e.Message);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    [LoggerMessage(LogLevel.Information, "Executing 'Functions.{Function}' (Id={Id})")]
    private static partial void LogExecuting(ILogger logger, string function, string id);

    [LoggerMessage(LogLevel.Information, "Executed 'Functions.{Function}' (Succeeded, Id={Id})")]
    private static partial void LogExecuted(ILogger logger, string function, string id);

    [LoggerMessage(LogLevel.Error, "Executed 'Functions.{Function}' (Failed): {Error}")]
    private static partial void LogFailed(ILogger logger, string function, string error);
}
