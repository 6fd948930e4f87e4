using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Seatkeeper.Connectors;
using Seatkeeper.Functions.GraphWebhooks;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>Collects traces, metrics and logs by OpenTelemetry where a setting says where to.</summary>
internal static class TelemetryServices
{
    // Calls of Microsoft Graph; its client names its own spans, and none has an address or a person in it.
    private const string GraphSource = "Microsoft.Kiota.Http.HttpClientLibrary";

    // What the server itself measures of its requests, by route.
    private const string RequestMeter = "Microsoft.AspNetCore.Hosting";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var file = configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.TraceFile)}"];
        var (otlp, insights) = (IsSet(configuration, TelemetryOptions.OtlpEndpoint), IsSet(configuration, TelemetryOptions.ApplicationInsights));
        if (string.IsNullOrEmpty(file) && !otlp && !insights)
            return services;

        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults()
            .WithTracing(traces =>
            {
                traces.AddSource(ConnectorTelemetry.Name, GraphSource);
                if (!string.IsNullOrEmpty(file))
                    traces.AddProcessor(new SimpleActivityExportProcessor(new TraceFileExporter(file)));
                if (insights)
                    traces.AddAzureMonitorTraceExporter();
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(TaskMeters.Name, NotificationIntake.Meters, RequestMeter);
                if (insights)
                    metrics.AddAzureMonitorMetricExporter();
            });
        if (insights)
            telemetry.WithLogging(logs => logs.AddAzureMonitorLogExporter());
        if (otlp)
            telemetry.WithLogging().UseOtlpExporter();
        return services;
    }

    private static bool IsSet(IConfiguration configuration, string setting) => !string.IsNullOrEmpty(configuration[setting]);
}
