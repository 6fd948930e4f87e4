using System.Collections.Concurrent;
using LocalHost.Wire;

namespace LocalHost.Workers;

/// <summary>Writes what the worker logs into the host's own stream, under the categories that the real host uses.</summary>
internal sealed partial class WorkerLog(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, string> functions = new(StringComparer.Ordinal);

    public void Begin(string invocationId, string function) => functions[invocationId] = function;

    public void End(string invocationId) => functions.TryRemove(invocationId, out _);

    public void Write(RpcLog line)
    {
        if (line.Level is < (int)LogLevel.Trace or > (int)LogLevel.Critical)
            return;
        var own = line.Category.Length == 0 ? "Worker" : line.Category;
        var category = functions.TryGetValue(line.InvocationId, out var function) ? $"Function.{function}.User" : own;
        var error = line.Exception is { Message.Length: > 0 } e ? Environment.NewLine + e.Message : "";
        LogWorkerLine(loggers.CreateLogger(category), (LogLevel)line.Level, line.Message, error);
    }

    /// <summary>A line that the worker's process wrote to its standard output or error.</summary>
    public void WriteOutput(string line, bool isError) => LogOutput(loggers.CreateLogger("Worker.Console"), isError ? LogLevel.Warning : LogLevel.Information, line);

    [LoggerMessage(Message = "{Message}{Error}")]
    private static partial void LogWorkerLine(ILogger logger, LogLevel level, string message, string error);

    [LoggerMessage(Message = "{Line}")]
    private static partial void LogOutput(ILogger logger, LogLevel level, string line);
}
