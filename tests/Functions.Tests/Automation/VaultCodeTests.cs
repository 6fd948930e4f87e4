using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Faults;
using Seatkeeper.Functions.Tests.Secrets;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Automation;

/// <summary>One-time codes in a vault that lets the app delete nothing.</summary>
public sealed class VaultCodeTests(AzuriteServer azurite)
{
    private const string Asking = "task1";

    [Fact]
    public async Task A_code_that_cannot_be_deleted_is_used_once_all_the_same_and_swept_away_later_and_holds_up_no_other()
    {
        var clock = new JumpingClock();
        await using var vault = await TestVault.StartAsync();
        await using var world = new HubWorld(azurite) { Vault = vault, Clock = clock };
        await world.InitializeAsync();
        var codes = world.App.Get<GivenCodes>();
        var (accountId, _) = await world.AccountAsync(await world.PersonAsync(Domain.Access.WorkspaceRole.User));
        var used = await codes.KeepAsync(accountId, "904713", HubWorld.Cancel);
        await codes.HandOverAsync(new HandedCode(accountId, Asking, used), HubWorld.Cancel);
        var denied = vault.Server.Faults.Add(new Fault(Status: 403) { InnerCode = "ForbiddenByRbac", Operation = VaultOperation.Delete, Name = used, Times = null });

        Assert.Equal("904713", await codes.TakeAsync(accountId, Asking, HubWorld.Cancel));
        Assert.Null(await codes.TakeAsync(accountId, Asking, HubWorld.Cancel));
        Assert.Contains($"One-time code {used} that is needed no more could not be deleted: SecretsForbidden", world.App.Log.All, StringComparison.Ordinal);

        // Whichever of the two comes first, the other one goes.
        var unused = await codes.KeepAsync(accountId, "118264", HubWorld.Cancel);
        clock.Jump(GivenCodes.GoodFor + TimeSpan.FromSeconds(1));
        await codes.SweepAsync(HubWorld.Cancel);
        Assert.Equal([used], Codes(vault));
        Assert.DoesNotContain(unused, await NotedAsync(world, clock));

        vault.Server.Faults.Remove(denied);
        await codes.SweepAsync(HubWorld.Cancel);
        Assert.Empty(Codes(vault));
        Assert.Empty(await NotedAsync(world, clock));
        await StoredText.AssertHoldsNoneAsync(world.App, "904713", "118264");
    }

    private static IEnumerable<string> Codes(TestVault vault) => vault.Server.Names().Where(name => name.StartsWith("code-", StringComparison.Ordinal));

    private static Task<IReadOnlyList<string>> NotedAsync(HubWorld world, TimeProvider clock) => world.App.Get<AccountsTable>().ListCodesAsync(clock.GetUtcNow().AddDays(1), HubWorld.Cancel);
}
