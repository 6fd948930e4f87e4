using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Seatkeeper.Simulators.Tests.GraphApi;

/// <summary>An address that is notified: proves itself when asked, and keeps what it is sent.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>The requests that were taken, each with its notifications.</summary>
    public ConcurrentQueue<JsonArray> Taken { get; } = [];

    public IReadOnlyList<JsonObject> Notifications => [.. Taken.SelectMany(value => value.OfType<JsonObject>())];

    /// <summary>Answers in place of the usual answer, until it returns false.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    public string Url { get; private set; } = "";

    public string LifecycleUrl => $"{Url}/lifecycle?from=graph";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver.app.MapFallback(receiver.ReceiveAsync);
        await receiver.app.StartAsync(GraphSite.Cancel);
        receiver.Url = receiver.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        if (await Instead(http)) return;
        if (http.Request.Query.TryGetValue("validationToken", out var token))
        {
            await Results.Text(token).ExecuteAsync(http);
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync(http.RequestAborted));
        Taken.Enqueue(body?["value"]?.DeepClone().AsArray() ?? []);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
