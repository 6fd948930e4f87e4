using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>What comes to an OTLP receiver over the network.</summary>
public sealed class OtlpTests
{
    private static readonly string[] needles = ["ann@corp.test", "hunter2", "c2lnbmF0dXJl", "4rT0xV9aBcDefG7hIjKlMn1oPqRsTuV2wXyZ3AbCdEf"];

    [Fact]
    public async Task Spans_lines_and_meters_come_to_a_receiver_and_no_secret_or_person_of_a_librarys_exception_does()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var provider = receiver.Compose().BuildServiceProvider();
        var (traces, metrics, logs) = (provider.GetRequiredService<TracerProvider>(), provider.GetRequiredService<MeterProvider>(), provider.GetRequiredService<LoggerProvider>());
        var failed = new HttpRequestException($"{needles[0]} said {{\"password\":\"{needles[1]}\"}} to https://x.blob.test/?sig={needles[2]} with {needles[3]}");

        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Seatkeeper.Functions.Http.ApiGate").LogError(failed, "{Function} failed: {Kind}", "ConnectHub", FailureKind.SiteUnavailable);
        using (var source = new ActivitySource(ConnectorTelemetry.Name))
        using (var span = source.StartActivity("Look at the receiver"))
            span?.SetTag("asked", needles[0]).AddException(failed).SetStatus(ActivityStatusCode.Error, failed.Message);
        TaskMeters.Swept();
        Assert.True(traces.ForceFlush() && metrics.ForceFlush() && logs.ForceFlush());

        Assert.All(receiver.Types, type => Assert.Equal("application/x-protobuf", type));
        Assert.Contains("Look at the receiver", receiver.Of("traces"), StringComparison.Ordinal);
        Assert.Contains("ConnectHub failed: SiteUnavailable", receiver.Of("logs"), StringComparison.Ordinal);
        Assert.Contains("seatkeeper.watchdog.sweeps", receiver.Of("metrics"), StringComparison.Ordinal);
        // What was taken out of both was there to be taken out.
        Assert.All(["traces", "logs"], signal => Assert.Contains("(address)", receiver.Of(signal), StringComparison.Ordinal));
        Assert.All(["traces", "logs", "metrics"], signal => Assert.All(needles, needle => Assert.DoesNotContain(needle, receiver.Of(signal), StringComparison.Ordinal)));
    }
}
