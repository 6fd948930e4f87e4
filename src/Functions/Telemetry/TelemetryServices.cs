using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Seatkeeper.Connectors;
using Seatkeeper.Functions.GraphWebhooks;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// Collects traces, metrics and logs by OpenTelemetry where a setting says where to. The app sends them itself: host.json says so
/// (<c>telemetryMode</c>), and the host then leaves them alone. What is logged is redacted whether anything is collected or not.
/// </summary>
internal static class TelemetryServices
{
    /// <summary>Calls of Microsoft Graph; its client names its own spans, and none has an address or a person in it.</summary>
    public const string GraphSource = "Microsoft.Kiota.Http.HttpClientLibrary";

    // Calls of functions.
    private const string WorkerSource = "Microsoft.Azure.Functions.Worker";

    // What the server itself measures of its requests, by route.
    private const string RequestMeter = "Microsoft.AspNetCore.Hosting";

    // What these say at Information is the machinery's, and tells addresses with what was searched for. The same in host.json, which the host
    // reads for its own lines only.
    private static readonly string[] quiet = ["Azure", "DurableTask", "Microsoft", "System"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRedaction();
        var file = configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.TraceFile)}"];
        var (otlp, insights) = (IsSet(configuration, TelemetryOptions.OtlpEndpoint), IsSet(configuration, TelemetryOptions.ApplicationInsights));
        var identity = configuration[TelemetryOptions.ApplicationInsightsIdentity];
        if (string.IsNullOrEmpty(file) && !otlp && !insights)
            return services;

        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults()
            .WithTracing(traces =>
            {
                traces.AddSource(ConnectorTelemetry.Name, GraphSource);
                // In front of all that export.
                traces.AddProcessor(new RedactSpans([ConnectorTelemetry.Name, GraphSource, WorkerSource]));
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
        if (otlp || insights)
            services.AddLogs();
        if (insights)
            services.AddAzureMonitor(identity).AddOpenTelemetry().WithLogging(logs => logs.AddAzureMonitorLogExporter());
        if (otlp)
            telemetry.WithLogging().UseOtlpExporter();
        return services;
    }

    private static void AddRedaction(this IServiceCollection services) =>
        services.AddLogging().Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new RedactingLoggers(new LoggerFactory(
            provider.GetServices<ILoggerProvider>(), provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
            provider.GetRequiredService<IOptions<LoggerFactoryOptions>>(), provider.GetService<IExternalScopeProvider>()))));

    private static void AddLogs(this IServiceCollection services)
    {
        // Alerts look for what was said, not for its template.
        services.Configure<OpenTelemetryLoggerOptions>(options => options.IncludeFormattedMessage = true);
        services.AddLogging(logging =>
        {
            foreach (var category in quiet)
                logging.AddFilter<OpenTelemetryLoggerProvider>(category, LogLevel.Warning);
        });
    }

    private static IServiceCollection AddAzureMonitor(this IServiceCollection services, string? identity)
    {
        var credential = string.IsNullOrEmpty(identity) ? null : new ManagedIdentityCredential(IdentityOf(identity));
        return services.Configure<AzureMonitorExporterOptions>(options =>
        {
            // A component without keys takes nothing from whoever does not sign in.
            options.Credential = credential;
            // Alerts count lines; by default those of a trace that is left out are left out with it.
            options.EnableTraceBasedLogsSampler = false;
        });
    }

    // As the host reads the same setting.
    private static ManagedIdentityId IdentityOf(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2))
            .ToLookup(part => part[0], part => part.Length > 1 ? part[1].Trim() : "", StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(parts["Authorization"].FirstOrDefault(), "AAD", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"{TelemetryOptions.ApplicationInsightsIdentity} has to be Authorization=AAD, with ClientId=… before it where the identity is a user-assigned one.");
        return parts["ClientId"].FirstOrDefault() is { Length: > 0 } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned;
    }

    private static bool IsSet(IConfiguration configuration, string setting) => !string.IsNullOrEmpty(configuration[setting]);
}
