using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Seatkeeper.Functions.Tests.Notifications;

/// <summary>Somebody's server that takes webhooks. It answers as it is told, by default with 204.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> calls = new();
    private readonly ConcurrentQueue<(int Status, string? Header, string? Value)> answers = new();

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>What it answers where nothing else was said.</summary>
    public int Otherwise { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>Waited for before each answer; it is told when the caller hangs up.</summary>
    public Func<CancellationToken, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Its answers have no end.</summary>
    public bool TalksWithoutEnd { get; set; }

    /// <summary>Every call, in order.</summary>
    public IReadOnlyList<Received> Calls => [.. calls];

    public string Address => new Uri(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "hook?team=1").ToString();

    public int Port => new Uri(Address).Port;

    /// <summary>Starts one on loopback.</summary>
    /// <param name="certificate">What it shows itself with; null: no TLS.</param>
    public static async Task<Receiver> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var server = builder.Build();
        var receiver = new Receiver(server);
        server.Run(receiver.TakeAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Says how the next call is answered.</summary>
    public void Next(int status, string? header = null, string? value = null) => answers.Enqueue((status, header, value));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        calls.Enqueue(new Received(
            http.Request.Method, http.Request.Host.Value ?? "", http.Request.Path + http.Request.QueryString,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        await BeforeAnswer(http.RequestAborted);
        // Whoever called has gone.
        if (http.RequestAborted.IsCancellationRequested) return;
        var (status, name, value) = answers.TryDequeue(out var said) ? said : (Otherwise, null, null);
        http.Response.StatusCode = status;
        if (name is not null) http.Response.Headers[name] = value;
        while (TalksWithoutEnd) await http.Response.Body.WriteAsync(new byte[64 * 1024], http.RequestAborted);
    }
}

/// <summary>One call that a receiver got.</summary>
internal sealed record Received(string Method, string Host, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Event => Headers["Seatkeeper-Event"];

    public string Delivery => Headers["Seatkeeper-Delivery"];

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Headers["Seatkeeper-Timestamp"], CultureInfo.InvariantCulture));

    /// <summary>What docs/notifications.md tells a receiver to compute, and nothing of the product.</summary>
    public bool IsSignedWith(string secret)
    {
        var text = Encoding.ASCII.GetBytes(Headers["Seatkeeper-Timestamp"] + ".").Concat(Body).ToArray();
        return Headers["Seatkeeper-Signature"] == "v1=" + Convert.ToHexString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), text)).ToLowerInvariant();
    }
}
