using System.Net;
using Grpc.Core;
using LocalHost.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalHost.Workers;

/// <summary>
/// The port where workers call in: HTTP/2 on loopback. It is a server of its own, so that it can stay open
/// until the last worker has said goodbye, when the public port is closed long since.
/// </summary>
internal sealed class WorkerRpcServer(WorkerSupervisor supervisor, ILoggerFactory loggers) : IAsyncDisposable
{
    private WebApplication? server;

    public async Task<Uri> StartAsync(int port, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ListenOptions? listening = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listening = listen;
        }));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddSingleton(supervisor);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        server = builder.Build();
        server.UseRouting();
        server.MapGrpcService<WorkerStreams>();
        await server.StartAsync(cancel);
        return new Uri($"http://{listening?.IPEndPoint ?? throw new InvalidOperationException("The worker port was not bound.")}/");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    /// <summary>Hands each new stream to the channel that waits for its worker.</summary>
    internal sealed class WorkerStreams(WorkerSupervisor supervisor) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (await requestStream.MoveNext(context.CancellationToken)
                && requestStream.Current.StartStream is { } start
                && supervisor.Expecting(start.WorkerId) is { } channel)
            {
                await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
            }
        }
    }
}
