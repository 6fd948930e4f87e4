using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seatkeeper.KeyVaultSimulator.Hosting;

/// <summary>
/// A proxy (<c>HTTPS_PROXY</c>) that leads to one simulated vault and nowhere else. A process that uses it looks up no name, and sees the
/// vault's own certificate: the tunnel is only bytes.
/// </summary>
public sealed class VaultGateway : IAsyncDisposable
{
    private const int LongestHead = 4096;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri vault;
    private readonly Task accepting;

    /// <summary>Opens it.</summary>
    /// <param name="vault">The vault's address; the port is the one on this machine.</param>
    public VaultGateway(Uri vault)
    {
        this.vault = vault;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    /// <summary>What a process has as its proxy.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var tunnels = new List<Task>();
        try
        {
            while (true)
            {
                tunnels.Add(TunnelAsync(await listener.AcceptTcpClientAsync(stop.Token)));
                tunnels.RemoveAll(tunnel => tunnel.IsCompleted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is closed, and so is what goes through it.
            await Task.WhenAll(tunnels);
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using var near = client;
        try
        {
            var from = near.GetStream();
            var head = await ReadHeadAsync(from);
            if (head.Split(' ') is not ["CONNECT", var place, ..] || place != vault.Authority)
            {
                await from.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop.Token);
                return;
            }

            using var far = new TcpClient { NoDelay = true };
            await far.ConnectAsync(IPAddress.Loopback, vault.Port, stop.Token);
            await from.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop.Token);
            var to = far.GetStream();
            await Task.WhenAny(from.CopyToAsync(to, stop.Token), to.CopyToAsync(from, stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One of the two hung up; then the other does.
            return;
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new byte[LongestHead];
        var length = 0;
        while (length < head.Length && !head.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(head.AsMemory(length, 1), stop.Token);
            if (read == 0)
                break;
            length += read;
        }

        return Encoding.ASCII.GetString(head, 0, length);
    }
}
