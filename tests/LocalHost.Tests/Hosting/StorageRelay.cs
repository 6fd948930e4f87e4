using System.Net;
using System.Net.Sockets;

namespace LocalHost.Tests.Hosting;

/// <summary>Passes connections of one port on to another, from the moment it is opened: a storage that comes late.</summary>
internal sealed class StorageRelay(int port, Uri target) : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port);
    private readonly CancellationTokenSource closing = new();
    private Task accepting = Task.CompletedTask;

    public void Open()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await listener.AcceptTcpClientAsync(closing.Token));
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        try
        {
            using var near = client;
            using var far = new TcpClient();
            await far.ConnectAsync(target.Host, target.Port, closing.Token);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), closing.Token),
                far.GetStream().CopyToAsync(near.GetStream(), closing.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side hung up.
        }
    }
}
