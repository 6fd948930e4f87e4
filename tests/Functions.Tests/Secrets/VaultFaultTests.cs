using System.Net;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Protecting;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Faulting;

namespace Seatkeeper.Functions.Tests.Secrets;

/// <summary>
/// A person's account is protected while the vault is in trouble: the task that uses more of the secret store than any other, and at no
/// moment of which a password may be lost.
/// </summary>
public sealed class VaultFaultTests(AzuriteServer azurite) : IAsyncLifetime
{
    private TestVault? vault;
    private ProtectWorld? started;

    private ProtectWorld World => started ?? throw new InvalidOperationException("Not started.");

    private TestVault Vault => vault ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        vault = await TestVault.StartAsync();
        started = new ProtectWorld(azurite) { Vault = vault };
        await started.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Vault.DisposeAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1, Explicit = true)]
    public async Task Whichever_request_is_throttled_the_task_waits_and_finishes_with_nothing_lost(int every)
    {
        var requests = await CountRequestsAsync();
        Assert.InRange(requests, 10, 80);

        await AtEachAsync(Every(every, requests), async (account, after) =>
        {
            var fault = Vault.Server.Faults.Add(new Fault(Status: 429) { RetryAfter = "0", Name = account.Id, After = after });

            var task = await account.RunAsync("protect");

            Assert.Equal((AutomatedTaskStatus.Completed, 1), (task.Status, Vault.Server.Faults.FiredOf(fault)));
            await HoldsAsync(account);
        });
        await LeaksNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1, Explicit = true)]
    public async Task Whenever_the_app_is_locked_out_the_task_ends_saying_so_and_is_finished_when_it_is_let_in_again(int every)
    {
        var requests = await CountRequestsAsync();

        await AtEachAsync(Every(every, requests), (account, after) => EndsAndFinishesAsync(account, after, FailureKind.SecretsForbidden, new Fault(Status: 403) { InnerCode = "ForbiddenByRbac" }));
        await LeaksNothingAsync();
    }

    [Fact]
    public async Task Whenever_the_vault_goes_down_the_task_ends_saying_so_and_is_finished_when_it_is_back()
    {
        var requests = await CountRequestsAsync();

        await AtEachAsync([0, requests / 4, requests / 2, requests * 3 / 4, requests - 1], (account, after) => EndsAndFinishesAsync(account, after, FailureKind.SecretUnavailable, new Fault(FaultKind.Reset)));
        await LeaksNothingAsync();
    }

    [Fact]
    public async Task While_the_identity_has_no_token_the_task_waits_and_finishes_and_where_that_lasts_it_ends_as_trouble_that_passes()
    {
        Vault.Identity.IsAskedEachTime = true;
        var account = await World.AccountAsync();
        Vault.Identity.Failures = 2;

        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
        Assert.Equal(0, Vault.Identity.Failures);
        await HoldsAsync(account);

        var other = await World.AccountAsync();
        Vault.Identity.Failures = int.MaxValue;
        var failed = await other.RunAsync("protect");
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.SecretUnavailable), (failed.Status, failed.Failure?.Kind));
        Vault.Identity.Failures = 0;
        Assert.Equal(AutomatedTaskStatus.Completed, (await other.RunAsync("protect")).Status);
        await HoldsAsync(other);
        await LeaksNothingAsync();
    }

    private async Task EndsAndFinishesAsync(OwnedAccount account, int after, FailureKind kind, Fault fault)
    {
        var number = Vault.Server.Faults.Add(fault with { Name = account.Id, After = after, Times = null });
        var task = await account.RunAsync("protect");
        Assert.True(Vault.Server.Faults.FiredOf(number) > 0);
        if (task.Status == AutomatedTaskStatus.Completed)
            // Only the code that the app shows once is not worth failing for: that it was not kept is said.
            Assert.False((await account.RowAsync()).HasBackupCode);
        else
            Assert.Equal(kind, task.Failure?.Kind);

        Vault.Server.Faults.Remove(number);
        var row = await account.RowAsync();
        Assert.True(await account.SignsInAsync(row.CredentialsVersion) || await account.SignsInAsync(row.Pending?.Version), $"After request {after} nothing signs in.");
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
        await HoldsAsync(account);
    }

    // What has to be true of an account that was protected, however long that took.
    private async Task HoldsAsync(OwnedAccount account)
    {
        var row = await account.RowAsync();
        Assert.True(await account.SignsInAsync(row.CredentialsVersion));
        Assert.Empty(account.Site.Wrong);
        Assert.Null(row.Pending);
        Assert.NotNull(account.Site.TotpSecret);
        // One secret signs in; every other one is deleted, or named by the row until it is.
        var named = new[] { row.CredentialsVersion, row.RetiredVersion }.OfType<string>().Select(version => $"account-{account.Id}-{version}").Order(StringComparer.Ordinal);
        Assert.Equal(named, Vault.Server.Names().Where(name => name.StartsWith($"account-{account.Id}", StringComparison.Ordinal)));
        if (!row.HasBackupCode) return;
        var code = (await account.Caller.PostAsync($"accounts/{account.Id}/backup-code", new { })).Expect(HttpStatusCode.OK).Json["code"]?.GetValue<string>();
        Assert.Equal(ScriptedOwnAccount.BackupCode, code);
    }

    private static IEnumerable<int> Every(int nth, int requests) => Enumerable.Range(0, requests).Where(after => after % nth == 0);

    private async Task<int> CountRequestsAsync()
    {
        var account = await World.AccountAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await account.RunAsync("protect")).Status);
        Assert.True((await account.RowAsync()).HasBackupCode);
        // Saving the account was the first.
        return Vault.Asked(account.Id).Count - 1;
    }

    private async Task AtEachAsync(IEnumerable<int> moments, Func<OwnedAccount, int, Task> act) =>
        await Parallel.ForEachAsync(moments, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = ProtectWorld.Cancel }, async (after, _) => await act(await World.AccountAsync(), after));

    private async Task LeaksNothingAsync()
    {
        var everywhere = World.App.Log.All + await StoredText.ReadTablesAsync(World.App) + await StoredText.ReadBlobsAsync(World.App);
        var secrets = Vault.Server.Names().Concat(Vault.Server.DeletedNames()).SelectMany(Vault.Server.ValuesOf).Where(value => value.StartsWith('{')).ToList();
        Assert.NotEmpty(secrets);
        foreach (var secret in secrets.Select(json => System.Text.Json.JsonSerializer.Deserialize<Functions.Accounts.AccountSecrets>(json)).OfType<Functions.Accounts.AccountSecrets>())
        {
            Assert.DoesNotContain(secret.Password, everywhere, StringComparison.Ordinal);
            if (secret.TotpSecret is { } totp) Assert.DoesNotContain(totp, everywhere, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(ScriptedOwnAccount.BackupCode, everywhere, StringComparison.Ordinal);
        Assert.DoesNotContain(Vault.Identity.Token, everywhere, StringComparison.Ordinal);
        // And the vault knows nobody: its names are made of ids alone.
        Assert.All(Vault.Server.Journal.Read(), entry => Assert.Matches("^((account|owner)-[0-9a-f]{32}-([0-9a-f]{32}|backup-code(-[0-9a-f]{32})?)|data-[a-z-]+(-[0-9a-f]{32})?)$", entry.Name));
    }
}
