using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Notifying;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Looks host names up.</summary>
/// <param name="find">How; addresses stand for themselves.</param>
public sealed class HostLookup(Func<string, CancellationToken, Task<IPAddress[]>> find)
{
    /// <summary>The lookup of this machine.</summary>
    public static HostLookup OfThisMachine { get; } = new((host, cancel) => Dns.GetHostAddressesAsync(host, cancel));

    /// <summary>Every address of a host.</summary>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await find(host, cancel);
    }
}

/// <summary>
/// Connections to receivers. Each call looks its host up once, holds every address that comes of it against the rule, and connects to
/// one of these very addresses: an answer that changes a moment later changes nothing. No redirect, proxy or cookie is followed, sent or kept.
/// </summary>
public sealed class WebhookConnections : IDisposable
{
    private static readonly TimeSpan longestLookup = TimeSpan.FromSeconds(5);

    private readonly HostLookup lookup;
    private readonly HttpMessageInvoker invoker;

    public WebhookConnections(HostLookup lookup, IOptions<NotificationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.lookup = lookup;
        Addresses = new WebhookAddresses(options.Value.PrivateHostList);
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            // A connection is used for one call: the next one looks the host up anew.
            PooledConnectionLifetime = TimeSpan.Zero,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ConnectCallback = ConnectAsync,
            // What a receiver's certificate names is fetched from nowhere: that would be a call to an address that nobody checked.
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
            },
        });
    }

    /// <summary>Which addresses are allowed.</summary>
    public WebhookAddresses Addresses { get; }

    /// <summary>Whether an address leads, as far as can be told now, only where calls may go. A name that is not found is not told to be bad.</summary>
    public async Task<bool> MayLeadAsync(Uri address, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (host, port) = (address.IdnHost, address.Port);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longestLookup);
        try
        {
            return Array.TrueForAll(await lookup.FindAsync(host, limit.Token), found => Addresses.MayLead(host, port, found));
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return true;
        }
    }

    /// <summary>Makes one call. Only status and headers of the answer are read.</summary>
    /// <exception cref="ForbiddenHostException">The host leads where no call may go; nothing was connected to. Comes within an <see cref="HttpRequestException"/>.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage call, CancellationToken cancel) => await invoker.SendAsync(call, cancel);

    /// <inheritdoc />
    public void Dispose() => invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await lookup.FindAsync(host, cancel);
        // One private address among public ones is not chance.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => Addresses.MayLead(host, port, address)))
            throw new ForbiddenHostException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host leads into a private network, and the operator does not allow that.</summary>
public sealed class ForbiddenHostException() : Exception("The host leads where no notification may go.");
