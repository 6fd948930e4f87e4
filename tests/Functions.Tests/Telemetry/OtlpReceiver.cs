using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seatkeeper.Functions.Telemetry;

namespace Seatkeeper.Functions.Tests.Telemetry;

/// <summary>A receiver of OTLP by HTTP on this machine, which keeps what it was sent, byte by byte.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentQueue<(string Signal, string? Type, byte[] Body)> sent = new();

    private OtlpReceiver(WebApplication server)
    {
        this.server = server;
        server.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            sent.Enqueue((signal, request.ContentType, body.ToArray()));
            // An empty message is one that took everything.
            return Results.Bytes([], request.ContentType);
        });
    }

    public IEnumerable<string?> Types => sent.Select(one => one.Type);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new OtlpReceiver(builder.Build());
        await receiver.server.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The app's own telemetry, sent here.</summary>
    public IServiceCollection Compose()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [TelemetryOptions.OtlpEndpoint] = server.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddTelemetry(configuration);
    }

    /// <summary>What came of a signal (traces, metrics, logs). Texts stand in the messages as they are.</summary>
    public string Of(string signal) => Encoding.UTF8.GetString([.. sent.Where(one => one.Signal == signal).SelectMany(one => one.Body)]);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
