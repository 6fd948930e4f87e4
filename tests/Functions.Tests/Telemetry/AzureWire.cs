using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>What would be sent to Azure Monitor, and is sent nowhere.</summary>
internal sealed class AzureWire : HttpMessageHandler
{
    private const string Component = "InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=https://ingest.invalid/";

    private readonly ConcurrentQueue<JsonElement> sent = new();
    private readonly ConcurrentQueue<string?> authorization = new();

    public IEnumerable<JsonElement> Sent => sent;

    public IEnumerable<string?> Authorization => authorization;

    /// <summary>The app's own telemetry with a component that is written to by the identity, if one is named.</summary>
    public static IServiceCollection Compose(string? identity, params (string Name, string Value)[] more)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = Component,
            ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = identity,
            ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
            ["APPLICATIONINSIGHTS_SDKSTATS_DISABLED_ALL"] = "true",
        }).AddInMemoryCollection(more.ToDictionary(setting => setting.Name, string? (setting) => setting.Value, StringComparer.Ordinal)).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddTelemetry(configuration);
    }

    /// <summary>Lets everything come here, signed with a token, and every trace.</summary>
    public IServiceCollection Catch(IServiceCollection services) => services.PostConfigure<AzureMonitorExporterOptions>(options =>
    {
        options.Credential = new OneToken();
        options.Transport = new HttpClientTransport(this);
        options.DisableOfflineStorage = true;
        // By default five traces a second, of which the first is one by chance only.
        options.TracesPerSecond = null;
        options.SamplingRatio = 1;
    });

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

    private sealed class OneToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("a-token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
