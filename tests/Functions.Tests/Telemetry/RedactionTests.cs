using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using Seatkeeper.Domain.Failures;
using Span = System.Diagnostics.Activity;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>Exceptions of libraries on every way out: the wire to Azure Monitor, the console, the file of spans.</summary>
public sealed class RedactionTests : IDisposable
{
    private const string Hub = "0f8fad5bd9cb469fa16570867728950e";
    private const string Worker = "Microsoft.Azure.Functions.Worker";

    private static readonly string[] needles = ["ann@corp.test", "hunter2", "c2lnbmF0dXJl", "4rT0xV9aBcDefG7hIjKlMn1oPqRsTuV2wXyZ3AbCdEf"];

    private readonly AzureWire wire = new();
    private readonly ConsoleText console = new();
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        wire.Dispose();
        console.Dispose();
        File.Delete(file);
    }

    [Fact]
    public async Task What_a_library_says_of_people_and_secrets_goes_nowhere_and_what_operators_look_for_goes_everywhere()
    {
        await using var provider = Compose();
        var failed = Failed();

        var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Seatkeeper.Functions.Http.ApiGate");
        log.LogError(failed, "{Function} failed: {Kind}", "ConnectHub", FailureKind.SiteUnavailable);
        log.LogWarning("Hub {HubId} was told {Reason} by {Address}", Hub, "password=hunter2", new Uri("https://x.test/?sig=c2lnbmF0dXJl"));
        using (var source = new ActivitySource(Worker))
        using (var span = source.StartActivity("function ConnectHub"))
            span?.SetTag("hub", Hub).SetTag("asked", new[] { needles[0], needles[3] }).AddException(failed).SetStatus(ActivityStatusCode.Error, failed.InnerException?.Message);
        Flush(provider);

        var ways = new[] { string.Join('\n', wire.Sent), console.All, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) };
        Assert.All(ways, text => Assert.All(needles, needle => Assert.DoesNotContain(needle, text, StringComparison.Ordinal)));
        Assert.All(ways, text => Assert.All([Hub, "(address)", "(redacted)", nameof(HttpRequestException), nameof(Failed), "SiteUnavailable (Navigate): the hub is away"], kept => Assert.Contains(kept, text, StringComparison.Ordinal)));
    }

    [Fact]
    public void Azure_Monitor_is_told_the_type_the_stack_and_the_sentence_that_alerts_look_for()
    {
        using var provider = Compose();

        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Seatkeeper.Functions").LogError(Failed(), "{Function} failed: {Kind}", "ConnectHub", FailureKind.SiteUnavailable);
        Flush(provider);

        var told = Assert.Single(wire.Of("ExceptionData"));
        Assert.Equal("{Function} failed: {Kind}", told.GetProperty("properties").GetProperty("OriginalFormat").GetString());
        var exceptions = told.GetProperty("exceptions").EnumerateArray().ToList();
        Assert.Equal([typeof(AppFailureException).FullName, typeof(HttpRequestException).FullName], exceptions.Select(one => one.GetProperty("typeName").GetString()));
        Assert.All(exceptions, one => Assert.NotEmpty(one.GetProperty("parsedStack").EnumerateArray()));
    }

    [Fact]
    public async Task A_span_with_an_event_that_cannot_be_changed_any_more_is_not_told_at_all()
    {
        await using var provider = Compose();

        using (var source = new ActivitySource(Worker))
        {
            using (var span = source.StartActivity("by hand"))
                span?.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection { ["exception.message"] = needles[0] }));
            using (var span = source.StartActivity("harmless"))
                span?.AddEvent(new ActivityEvent("retried", tags: new ActivityTagsCollection { ["times"] = 2 }));
        }

        Flush(provider);

        Assert.All([string.Join('\n', wire.Sent), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)], text =>
        {
            Assert.Contains("harmless", text, StringComparison.Ordinal);
            Assert.DoesNotContain("by hand", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_line_with_nothing_to_take_out_reaches_who_takes_lines_as_it_was_logged()
    {
        using var provider = Compose();
        var (log, state, failed) = (provider.GetRequiredService<ILoggerFactory>().CreateLogger("any"), new object(), new TimeoutException("late"));

        log.Log(LogLevel.Warning, new EventId(7), state, failed, (_, _) => "nothing to see");

        Assert.Equal((state, failed), (console.State, console.Exception));
    }

    private static AppFailureException Failed()
    {
        try
        {
            try
            {
                throw new HttpRequestException($"{needles[0]} said {{\"password\":\"{needles[1]}\"}} to https://x.blob.test/?sig={needles[2]} with {needles[3]}");
            }
            catch (HttpRequestException e)
            {
                throw new AppFailureException(new Failure(FailureKind.SiteUnavailable, FailurePhase.Navigate, Detail: $"the hub is away, {Hub}"), e);
            }
        }
        catch (AppFailureException e)
        {
            return e;
        }
    }

    private ServiceProvider Compose()
    {
        var services = wire.Catch(AzureWire.Compose(identity: null, ("Telemetry:TraceFile", file)));
        var provider = services.AddSingleton<ILoggerProvider>(console).BuildServiceProvider();
        _ = (provider.GetRequiredService<TracerProvider>(), provider.GetRequiredService<LoggerProvider>());
        return provider;
    }

    private static void Flush(ServiceProvider provider) => Assert.True(provider.GetRequiredService<TracerProvider>().ForceFlush() && provider.GetRequiredService<LoggerProvider>().ForceFlush());

    /// <summary>What the framework's own console would show, in each of its formats.</summary>
    private sealed class ConsoleText : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();
        private readonly ServiceProvider formats = new ServiceCollection().AddLogging(logging => logging.AddSimpleConsole().AddJsonConsole()).BuildServiceProvider();

        public string All => string.Join('\n', lines);

        public object? State { get; private set; }

        public Exception? Exception { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            (State, Exception) = (state, exception);
            foreach (var format in formats.GetServices<ConsoleFormatter>())
            {
                using var text = new StringWriter();
                format.Write(new LogEntry<TState>(logLevel, "any", eventId, state, exception, formatter), scopeProvider: null, text);
                lines.Enqueue(text.ToString());
            }
        }

        public void Dispose() => formats.Dispose();
    }
}
