using Seatkeeper.Dev.Client;
using Seatkeeper.Dev.Processes;
using Seatkeeper.Dev.Setup;

namespace Seatkeeper.Dev.Servers;

/// <summary>The genuine app in LocalHost: two processes, which a kill ends together, as a machine that loses power.</summary>
public sealed class FunctionsServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly FunctionsSettings settings;
    private ServerProcess process;

    private FunctionsServer(FunctionsSettings settings, ServerProcess process, Uri address)
    {
        this.settings = settings;
        this.process = process;
        Address = address;
    }

    public Uri Address { get; private set; }

    public ServerProcess Process => process;

    public static async Task<FunctionsServer> StartAsync(FunctionsSettings settings, CancellationToken cancellation)
    {
        var started = await ServerProcess.StartAsync(settings.ToStart());
        try
        {
            return new FunctionsServer(settings, started, await AddressAsync(started, cancellation));
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>A caller with the given key, or with none.</summary>
    public SeatkeeperClient Client(string? key) => new(Address, key);

    /// <summary>A caller with an access token.</summary>
    public SeatkeeperClient TokenClient(string token) => new(Address, key: null, token);

    /// <summary>A caller as the first Owner.</summary>
    public SeatkeeperClient OwnerClient() => new(Address, settings.OwnerKey.Value);

    /// <summary>Ends host and worker at once, with no chance to put anything in order.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Starts again on the same data, wherever the last run came to.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await process.DisposeAsync();
        process = await ServerProcess.StartAsync(settings.ToStart());
        Address = await AddressAsync(process, cancellation);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<Uri> AddressAsync(ServerProcess process, CancellationToken cancellation)
    {
        var line = await process.WaitForListeningAsync(StartLimit, cancellation);
        return new Uri(line.GetProperty("listening").GetString() ?? throw new StepFailedException("LocalHost told no address.", "Read its log."));
    }
}
