using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Removing;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class VaultRemovalTests(AzuriteServer azurite)
{
    [Fact]
    public async Task A_removal_that_may_not_delete_secrets_ends_saying_so_and_is_finished_when_it_may()
    {
        await using var vault = await TestVault.StartAsync();
        await using var world = new HubWorld(azurite) { Vault = vault };
        await world.InitializeAsync();
        var hub = await world.ConnectAsync();
        var account = await hub.ConnectedAccountAsync();
        vault.Server.Access.Forbid(VaultOperation.Delete);

        var stopped = await hub.RemoveHubAsync("?accounts=delete");

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.SecretsForbidden), (stopped.Status, stopped.Failure?.Kind));
        Assert.Equal(HubState.Removing, (await hub.RowAsync()).State);
        // The account's row names the secret until it is deleted.
        Assert.Single(vault.Server.Names(), name => name.StartsWith($"account-{account}", StringComparison.Ordinal));
        Assert.NotNull(await world.App.Get<AccountsTable>().FindAsync(account, HubWorld.Cancel));

        vault.Server.Access.Forbid();
        var busy = vault.Server.Faults.Add(new Fault(Status: 429) { RetryAfter = "0", Operation = VaultOperation.Delete, Name = account });
        var finished = await hub.RemoveHubAsync("?accounts=delete");

        Assert.Equal((AutomatedTaskStatus.Completed, HubState.Removed, 1), (finished.Status, (await hub.RowAsync()).State, vault.Server.Faults.FiredOf(busy)));
        Assert.DoesNotContain(vault.Server.Names(), name => name.Contains(account, StringComparison.Ordinal));
        Assert.Null(await world.App.Get<AccountsTable>().FindAsync(account, HubWorld.Cancel));
        // The automation account is its owner's, and stays with its secret.
        Assert.Single(vault.Server.Names(), name => name.StartsWith($"account-{hub.AccountId}", StringComparison.Ordinal));
    }
}
