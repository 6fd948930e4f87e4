using System.Net;
using LocalHost.Durable;
using LocalHost.Settings;
using LocalHost.Timers;
using LocalHost.Web;
using LocalHost.Workers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace LocalHost;

/// <summary>The public HTTP server and everything behind it.</summary>
internal sealed class HostServer : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ListenOptions listening;
    private readonly HostCommand command;

    private HostServer(WebApplication server, ListenOptions listening, HostCommand command)
    {
        this.server = server;
        this.listening = listening;
        this.command = command;
    }

    public static HostServer Build(HostCommand command)
    {
        var app = HostedApp.Load(command);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = app.Directory });
        ListenOptions? endpoint = null;
        builder.Configuration.AddConfiguration(app.Configuration);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 100 * 1024 * 1024; // as the real host
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(command.Bind, app.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                endpoint = listen;
            });
        });
        ConfigureLogging(builder.Logging, app);
        AddServices(builder.Services, command, app);
        var web = builder.Build();
        web.UseRouting();
        web.Services.GetRequiredService<AdminEndpoints>().Map(web);
        web.Services.GetRequiredService<DurableManagement>().Map(web);
        ((IEndpointRouteBuilder)web).DataSources.Add(web.Services.GetRequiredService<HttpFunctions>());
        // Kestrel's options are made when its server is, which is before anything is bound.
        _ = web.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<KestrelServerOptions>>().Value;
        return new HostServer(web, endpoint ?? throw new InvalidOperationException("No port was configured."), command);
    }

    /// <summary>Serves until the process is asked to end.</summary>
    public async Task RunAsync()
    {
        var services = server.Services;
        var run = services.GetRequiredService<HostRun>();
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await using var rpc = new WorkerRpcServer(services.GetRequiredService<WorkerSupervisor>(), services.GetRequiredService<ILoggerFactory>());
        var rpcAddress = await rpc.StartAsync(command.RpcPort, stopping);
        await server.StartAsync(CancellationToken.None);
        try
        {
            var addresses = new HostAddresses(PublicAddress(), rpcAddress);
            await run.StartAsync(addresses, services.GetRequiredService<StorageWait>(), stopping);
            await Console.Out.WriteLineAsync($$"""{"listening":"{{addresses.Public.GetLeftPart(UriPartial.Authority)}}"}""");
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to end: below.
        }
        finally
        {
            await run.StopAsync(command.Grace);
            await server.StopAsync(CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // Bound to every address, it is told by one that can be called.
    private Uri PublicAddress()
    {
        var bound = listening.IPEndPoint ?? throw new InvalidOperationException("The port was not bound.");
        var isAny = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any);
        return new Uri($"http://{new IPEndPoint(isAny ? IPAddress.Loopback : bound.Address, bound.Port)}");
    }

    // Standard output is kept for the one line that tells the address.
    private static void ConfigureLogging(ILoggingBuilder logging, HostedApp app)
    {
        logging.AddConfiguration(app.Configuration.GetSection("Logging"));
        logging.AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddServices(IServiceCollection services, HostCommand command, HostedApp app)
    {
        services.AddRouting();
        services.AddHttpForwarder();
        services.AddSingleton(app);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(HostKeys.Load(app.Configuration, command.KeyFile));
        services.AddSingleton<HostState>().AddSingleton<StorageWait>();
        services.AddSingleton<WorkerLog>().AddSingleton<WorkerSupervisor>().AddSingleton<WorkerInvoker>();
        services.AddSingleton<DurableClients>().AddSingleton<DurableHost>();
        services.AddSingleton<HttpForwarding>().AddSingleton<HttpFunctions>().AddSingleton<TimerFunctions>();
        services.AddSingleton<AdminEndpoints>().AddSingleton<DurableManagement>();
        services.AddSingleton<HostParts>().AddSingleton<HostRun>();
    }
}
