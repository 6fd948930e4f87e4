namespace Seatkeeper.Functions.Telemetry;

/// <summary>Where traces, metrics and logs go. Section <c>Telemetry</c>; without any of these nothing is collected.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Telemetry";

    /// <summary>The setting that names an OTLP receiver; OpenTelemetry's own name for it, and its other settings hold as well.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The setting that names an Application Insights resource, as on Azure.</summary>
    public const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The setting that says as whom Application Insights is written to; the Functions host reads it too. Empty where the address is enough.</summary>
    public const string ApplicationInsightsIdentity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>A file that every finished span is appended to, one JSON object a line: for a developer's machine.</summary>
    public string? TraceFile { get; set; }
}
