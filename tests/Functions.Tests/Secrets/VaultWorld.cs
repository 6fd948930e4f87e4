using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>An app with a vault of which it remembers nothing, as an instance that has just started. Faults by an account's name are its own.</summary>
public sealed class VaultWorld(AzuriteServer azurite) : IAsyncLifetime
{
    private TestVault? vault;
    private HubWorld? world;

    internal TestVault Vault => vault ?? throw new InvalidOperationException("Not started.");

    internal HubWorld World => world ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        vault = await TestVault.StartAsync();
        world = new HubWorld(azurite)
        {
            Vault = vault,
            Settings = settings => (settings["Secrets:KeepFor"], settings["Secrets:OutlastOutage"]) = ("00:00:00", "00:00:00"),
        };
        await world.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Vault.DisposeAsync();
    }
}
