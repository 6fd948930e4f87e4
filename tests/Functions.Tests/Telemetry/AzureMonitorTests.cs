using System.Diagnostics;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>What the app's own exporters would send to Azure Monitor, up to the wire.</summary>
public sealed class AzureMonitorTests
{
    private const string ByIdentity = "ClientId=99999999-2222-3333-4444-555555555555;Authorization=AAD";

    [Fact]
    public void A_component_that_takes_no_keys_is_written_to_by_the_identity_that_the_setting_names()
    {
        using var signedIn = Compose(ByIdentity).BuildServiceProvider();
        using var system = Compose("Authorization=AAD").BuildServiceProvider();
        using var open = Compose(identity: null).BuildServiceProvider();

        Assert.IsType<ManagedIdentityCredential>(OptionsOf(signedIn).Credential);
        Assert.IsType<ManagedIdentityCredential>(OptionsOf(system).Credential);
        Assert.Null(OptionsOf(open).Credential);
        Assert.Contains("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", Assert.Throws<InvalidOperationException>(() => Compose("ClientId=1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_is_signed_and_says_what_alerts_look_for_whatever_is_sampled_and_the_machinerys_lines_are_left_out()
    {
        using var wire = new AzureWire();
        await using var provider = wire.Catch(Compose(ByIdentity)).BuildServiceProvider();
        var (traces, metrics, logs) = (provider.GetRequiredService<TracerProvider>(), provider.GetRequiredService<MeterProvider>(), provider.GetRequiredService<LoggerProvider>());

        // In a trace that is not sampled, as most are where much is called.
        using (new System.Diagnostics.Activity("left out").Start())
            Log(provider);
        using (var source = new ActivitySource(ConnectorTelemetry.Name))
        using (source.StartActivity("Sign in"))
            TaskMeters.Swept();
        Assert.True(traces.ForceFlush() && metrics.ForceFlush() && logs.ForceFlush());

        Assert.NotEmpty(wire.Sent);
        Assert.All(wire.Authorization, sent => Assert.Equal("Bearer a-token", sent));
        var lines = wire.Of("MessageData").Select(line => line.GetProperty("message").GetString()).ToList();
        Assert.Contains("Task hub-1-check-1 ended as Failed (Unexpected)", lines);
        Assert.DoesNotContain(lines, line => line?.Contains("ann", StringComparison.OrdinalIgnoreCase) == true);
        var failed = Assert.Single(wire.Of("ExceptionData")).GetProperty("properties");
        Assert.Equal(("{Function} failed: {Kind}", "ConnectHub", "Unexpected"), (failed.GetProperty("OriginalFormat").GetString(), failed.GetProperty("Function").GetString(), failed.GetProperty("Kind").GetString()));
        Assert.Contains(wire.Of("MetricData").SelectMany(metric => metric.GetProperty("metrics").EnumerateArray()), metric => metric.GetProperty("name").GetString() == "seatkeeper.watchdog.sweeps");
        Assert.Contains(wire.Of("RemoteDependencyData"), span => span.GetProperty("name").GetString() == "Sign in");
    }

    private static void Log(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILoggerFactory>();
        var app = log.CreateLogger("Seatkeeper.Functions.Http.ApiGate");
        TasksTable.LogEnded(log.CreateLogger<TasksTable>(), "hub-1-check-1", AutomatedTaskStatus.Failed, FailureKind.Unexpected);
        app.LogError(new InvalidOperationException("inside"), "{Function} failed: {Kind}", "ConnectHub", "Unexpected");
        log.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").LogInformation("Request starting {Path}", "/api/v1/directory/users?search=ann");
        log.CreateLogger("System.Net.Http.HttpClient").LogInformation("Sending {Path}", "/users/ann");
    }

    private static AzureMonitorExporterOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptionsMonitor<AzureMonitorExporterOptions>>().CurrentValue;

    private static IServiceCollection Compose(string? identity) => AzureWire.Compose(identity);
}
