using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Seatkeeper.KeyVaultSimulator.Control;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.KeyVaultSimulator.Hosting;

/// <summary>A started vault, in a process of its own or inside a test.</summary>
public sealed class RunningVault : IAsyncDisposable
{
    /// <summary>What a token has to be for; a vault's host name ends with it, and clients check that it does.</summary>
    public const string Resource = "https://vault.localhost";

    private readonly WebApplication app;

    private RunningVault(WebApplication app, Vault vault, X509Certificate2 certificate, Uri address)
    {
        this.app = app;
        Vault = vault;
        Certificate = certificate;
        VaultUri = address;
    }

    /// <summary>The vault's address. Its name is looked up nowhere: <see cref="CreateHandler"/> knows the way.</summary>
    public Uri VaultUri { get; }

    /// <summary>What is in the vault, and what happened to it.</summary>
    public Vault Vault { get; }

    /// <summary>The bearer token that the vault takes.</summary>
    public string Token => Vault.Access.Token;

    /// <summary>The header X-Sim-Key of the control plane.</summary>
    public string SimKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The server's certificate, made for this start and trusted by nobody but <see cref="CreateHandler"/>.</summary>
    public X509Certificate2 Certificate { get; }

    public static async Task<RunningVault> StartAsync(int port = 0, CancellationToken cancel = default)
    {
        // Clients remember for the life of their process what a name and port asked of them; a free port may be an ended vault's.
        var host = port == 0 ? $"seatkeeper-{RandomNumberGenerator.GetHexString(8, lowercase: true)}.vault.localhost" : "seatkeeper.vault.localhost";
        var certificate = MadeCertificate.For(host);
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate));
        });
        var server = builder.Build();
        var vault = new Vault(TimeProvider.System);
        RunningVault? running = null;
        ControlPlane.Map(server, vault, () => running?.SimKey ?? "");
        server.MapFallback(http => VaultRequests.ServeAsync(http, vault, running?.VaultUri ?? throw new InvalidOperationException("Not started.")));
        await server.StartAsync(cancel);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single()
            ?? throw new InvalidOperationException("The server has no address.");
        return running = new RunningVault(server, vault, certificate, new UriBuilder("https", host, new Uri(address).Port).Uri);
    }

    /// <summary>A way to this vault and to nothing else: it calls this port whatever the name, and trusts this one certificate.</summary>
    public HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, VaultUri.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && shown?.GetRawCertData().AsSpan().SequenceEqual(Certificate.RawData) == true,
        },
    };

    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Certificate.Dispose();
    }
}
