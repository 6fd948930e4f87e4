using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Servers;

namespace Seatkeeper.Benchmarks.Soaking;

/// <summary>What all cases of a soak share. Accounts, worlds and apps keep the cases apart.</summary>
internal sealed class SoakParts(string browser) : IAsyncDisposable
{
    // Azurite slows as its tables fill, and has so many accounts.
    private const int CasesPerAzurite = 100;
    private readonly SemaphoreSlim gate = new(1);
    private readonly List<AzuriteServer> storages = [];
    private int taken;

    public string Browser => browser;

    public SimulatorServer Simulator { get; } = new();

    public static async Task<SoakParts> StartAsync(string browser)
    {
        var parts = new SoakParts(browser);
        await parts.Simulator.InitializeAsync();
        return parts;
    }

    /// <summary>The connection string of an account that nobody else was given.</summary>
    public async Task<string> NewAccountAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (taken++ % CasesPerAzurite == 0)
            {
                var server = new AzuriteServer();
                await server.InitializeAsync();
                storages.Add(server);
            }

            return storages[^1].NewAccount();
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in storages)
            await storage.DisposeAsync();
        await Simulator.DisposeAsync();
        gate.Dispose();
    }
}
