using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Hosting;

/// <summary>A started simulator, in a process of its own or inside a test.</summary>
public sealed class RunningSimulator : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningSimulator(WebApplication app, WorldStore worlds, Uri listening, string key)
    {
        this.app = app;
        Worlds = worlds;
        Listening = listening;
        SimKey = key;
    }

    public Uri Listening { get; }

    /// <summary>The header X-Sim-Key of the control plane.</summary>
    public string SimKey { get; }

    public WorldStore Worlds { get; }

    public static async Task<RunningSimulator> StartAsync(SimulatorSettings settings, CancellationToken cancel = default)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var worlds = new WorldStore(TimeProvider.System);
        if (settings.DefaultSet is { } set) worlds.Create(new WorldRecipe { Set = set, Seed = settings.Seed }, WorldStore.DefaultWorld);
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, settings.Port);
        });
        var server = builder.Build();
        Routes.Map(server, worlds, key);
        await server.StartAsync(cancel);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single()
            ?? throw new InvalidOperationException("The server has no address.");
        return new RunningSimulator(server, worlds, new Uri(address), key);
    }

    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
