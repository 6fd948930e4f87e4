using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Seatkeeper.Connectors.Tests.Rig;

/// <summary>Answers to any name on two ports of loopback, keeps what it was asked for, and redirects where it is told to.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();

    private RecordingServer(WebApplication app) => this.app = app;

    public int Port { get; private set; }

    public int OtherPort { get; private set; }

    /// <summary>What arrived: host and path.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    public void Forget() => asked.Clear();

    public static async Task<RecordingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var server = new RecordingServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        (server.Port, server.OtherPort) = (new Uri(addresses.First()).Port, new Uri(addresses.Last()).Port);
        return server;
    }

    public string At(string name, string path) => $"http://{name}.localhost:{Port}{path}";

    /// <summary>An address of the one name that leads to another address, form data and all.</summary>
    public string Redirect(string name, string to) => At(name, "/redirect?to=" + Uri.EscapeDataString(to));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        asked.Enqueue($"{context.Request.Host}{context.Request.Path}");
        if (context.Request.Query["to"].FirstOrDefault() is { } to)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = to;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<!doctype html><title>A page</title>");
    }
}
