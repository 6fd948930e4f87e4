using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Browser;
using Seatkeeper.Dev.Servers;

[assembly: AssemblyFixture(typeof(Seatkeeper.EndToEnd.Tests.Parts.LocalParts))]

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>What all tests share: one Azurite, one simulator, one installed browser. Accounts and worlds keep the tests apart.</summary>
public sealed class LocalParts : IAsyncLifetime
{
    public AzuriteServer Azurite { get; } = new();

    public SimulatorServer Simulator { get; } = new();

    public string Browser { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Browser = await ChromiumInstall.EnsureAsync(CancellationToken.None);
        await Azurite.InitializeAsync();
        await Simulator.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await Azurite.DisposeAsync();
    }
}
