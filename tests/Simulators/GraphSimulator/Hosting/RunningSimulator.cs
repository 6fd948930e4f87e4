using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Hosting;

/// <summary>A started simulator, in a process of its own or inside a test.</summary>
public sealed class RunningSimulator : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningSimulator(WebApplication app, WorldStore worlds, IEnumerable<Uri> addresses, string key)
    {
        this.app = app;
        Worlds = worlds;
        SimKey = key;
        var all = addresses.ToList();
        Listening = all.Single(address => address.Scheme == Uri.UriSchemeHttp);
        Secure = all.Find(address => address.Scheme == Uri.UriSchemeHttps);
    }

    public Uri Listening { get; }

    /// <summary>The same with TLS, where it was asked for.</summary>
    public Uri? Secure { get; }

    /// <summary>What the address with TLS shows; nobody has signed it, so a client has to be told to trust it.</summary>
    public X509Certificate2? Certificate { get; private init; }

    /// <summary>The header X-Sim-Key of the control plane.</summary>
    public string SimKey { get; }

    public WorldStore Worlds { get; }

    public static async Task<RunningSimulator> StartAsync(SimulatorSettings settings, CancellationToken cancel = default)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var worlds = new WorldStore(TimeProvider.System);
        if (settings.Users is { } users) worlds.Create(new WorldRecipe { Users = users, Seed = settings.Seed }, WorldStore.DefaultWorld);
        var certificate = settings.Https ? MadeCertificate.For("localhost") : null;
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, settings.Port);
            if (certificate is not null) kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        if (settings.Https) builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        Routes.Map(server, worlds, key);
        await server.StartAsync(cancel);
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            ?? throw new InvalidOperationException("The server has no address.");
        return new RunningSimulator(server, worlds, addresses.Select(address => new Uri(address)), key) { Certificate = certificate };
    }

    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Worlds.Dispose();
        Certificate?.Dispose();
    }
}
