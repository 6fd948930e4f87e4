using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
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
    private const string Component = "InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=https://ingest.invalid/";
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
        using var wire = new Wire();
        var services = Compose(ByIdentity);
        services.PostConfigure<AzureMonitorExporterOptions>(options =>
        {
            options.Credential = new OneToken();
            options.Transport = new HttpClientTransport(wire);
            options.DisableOfflineStorage = true;
            // By default five traces a second, of which the first is one by chance only.
            options.TracesPerSecond = null;
            options.SamplingRatio = 1;
        });
        await using var provider = services.BuildServiceProvider();
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

    private static ServiceCollection Compose(string? identity)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = Component,
            ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = identity,
            ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
            ["APPLICATIONINSIGHTS_SDKSTATS_DISABLED_ALL"] = "true",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IConfiguration>(configuration).AddTelemetry(configuration);
        return services;
    }

    private sealed class OneToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("a-token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    private sealed class Wire : HttpMessageHandler
    {
        private readonly ConcurrentQueue<JsonElement> sent = new();
        private readonly ConcurrentQueue<string?> authorization = new();

        public IEnumerable<JsonElement> Sent => sent;

        public IEnumerable<string?> Authorization => authorization;

        public IEnumerable<JsonElement> Of(string type) => sent.Select(item => item.GetProperty("data")).Where(data => data.GetProperty("baseType").GetString() == type).Select(data => data.GetProperty("baseData"));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken).GetAwaiter().GetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            authorization.Enqueue(request.Headers.Authorization?.ToString());
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var items = Plain(body).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var item in items)
                sent.Enqueue(JsonDocument.Parse(item).RootElement.Clone());
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($$"""{"itemsReceived":{{items.Length}},"itemsAccepted":{{items.Length}},"errors":[]}""", Encoding.UTF8, "application/json") };
        }

        private static string Plain(byte[] body)
        {
            if (body is not [0x1f, 0x8b, ..])
                return Encoding.UTF8.GetString(body);
            using var packed = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            using var text = new StreamReader(packed);
            return text.ReadToEnd();
        }
    }
}
