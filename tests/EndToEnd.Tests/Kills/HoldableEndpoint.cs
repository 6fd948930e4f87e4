using System.Net;
using System.Net.Sockets;

namespace Seatkeeper.EndToEnd.Tests.Kills;

/// <summary>Stands before one service of the storage and, while held, lets nothing through: what comes meanwhile waits.</summary>
internal sealed class HoldableEndpoint : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri target;
    private volatile TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HoldableEndpoint(Uri target)
    {
        this.target = target;
        gate.SetResult();
        listener.Start();
        Address = new UriBuilder(target) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
        _ = AcceptAsync();
    }

    /// <summary>What clients are told instead of the target.</summary>
    public Uri Address { get; }

    public void Hold() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await stop.CancelAsync();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
            _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, target.Port, stop.Token);
        await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream(), held: true), CopyAsync(far.GetStream(), near.GetStream(), held: false));
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool held)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, stop.Token)) > 0)
        {
            if (held)
                await gate.Task.WaitAsync(stop.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }
}
