using System.Collections;
using Microsoft.Extensions.Logging;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// Stands between all that logs and all that takes lines: the Functions host, which writes them to its console, and OpenTelemetry with its
/// exporters. So there is one place, whoever logs and wherever it goes to; whatever is not redacted is passed on untouched.
/// </summary>
internal sealed class RedactingLoggers(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();
}

/// <summary>Hands lines on without what must not get out.</summary>
internal sealed class RedactingLogger(ILogger inner) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
            return;
        var told = exception is null ? null : RedactedException.Of(exception);
        var text = formatter(state, told) ?? "";
        var (redacted, parts) = (RedactedText.Of(text), RedactedLine.PartsOf(state));
        if (redacted == text && parts is null)
            inner.Log(logLevel, eventId, state, told, formatter);
        else
            inner.Log(logLevel, eventId, new RedactedLine(redacted, parts ?? RedactedLine.AllOf(state)), told, static (line, _) => line.ToString());
    }
}

/// <summary>A line of which something was redacted: its sentence, and its parts by name.</summary>
internal sealed class RedactedLine(string text, IReadOnlyList<KeyValuePair<string, object?>> parts) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => parts.Count;

    public KeyValuePair<string, object?> this[int index] => parts[index];

    /// <summary>The parts as they may leave, or null where they may leave as they are.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? PartsOf(object? state)
    {
        var before = AllOf(state);
        var after = before.Select(part => KeyValuePair.Create(part.Key, RedactedText.OfValue(part.Value))).ToList();
        return after.SequenceEqual(before) ? null : after;
    }

    /// <summary>The parts that a line was logged with.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> AllOf(object? state) => state switch
    {
        IReadOnlyList<KeyValuePair<string, object?>> parts => parts,
        IEnumerable<KeyValuePair<string, object?>> parts => [.. parts],
        _ => [],
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => text;
}
