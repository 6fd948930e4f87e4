using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Secrets;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Accounts;

/// <summary>The one secret that nobody can make anew.</summary>
public sealed class BackupCodesTests(AzuriteServer azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trouble_with_the_vault_loses_no_code_and_hands_none_out_twice()
    {
        await using var vault = await TestVault.StartAsync();
        await using var app = await TestApp.StartAsync(azurite, vault.Serve, vault.Name);
        using var gil = await app.CallerAsync("codes-gil", WorkspaceRole.User);
        var id = (await gil.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", "mine@example.com", "Passw0rd", null, "personal"))).Expect(HttpStatusCode.Created).As<AccountResponse>().Id;
        var name = $"owner-{id}-backup-code";
        var codes = app.Get<BackupCodes>();

        // The app shows it while the vault is busy: it is tried again.
        var busy = vault.Server.Faults.Add(new Fault(Status: 429) { RetryAfter = "0", Operation = VaultOperation.Set, Name = name, Times = 3 });
        await codes.KeepAsync(id, "first-code", Cancel);
        Assert.Equal(3, vault.Server.Faults.FiredOf(busy));

        // Nobody is shown it while it cannot be read; it waits on.
        vault.Server.Faults.Add(new Fault(Status: 429) { Operation = VaultOperation.Get, Name = name });
        var refused = (await gil.PostAsync($"accounts/{id}/backup-code", new { })).ExpectProblem(HttpStatusCode.ServiceUnavailable, "SecretsThrottled");
        Assert.DoesNotContain("first-code", refused.ToString(), StringComparison.Ordinal);

        // It was read and cannot be deleted: it reaches its owner all the same, and once.
        vault.Server.Faults.Add(new Fault(Status: 429) { Operation = VaultOperation.Delete, Name = name });
        Assert.Contains("first-code", (await gil.PostAsync($"accounts/{id}/backup-code", new { })).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        (await gil.PostAsync($"accounts/{id}/backup-code", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");

        // What could not be deleted is, with the next one.
        await codes.KeepAsync(id, "second-code", Cancel);
        Assert.Contains("second-code", (await gil.PostAsync($"accounts/{id}/backup-code", new { })).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        await codes.KeepAsync(id, "third-code", Cancel);
        Assert.Contains("third-code", (await gil.PostAsync($"accounts/{id}/backup-code", new { })).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Equal((false, 0), ((await app.Get<AccountsTable>().FindAsync(id, Cancel))?.HasBackupCode, (await app.Get<AccountsTable>().FindAsync(id, Cancel))?.SpentBackupCodes.Count));
        Assert.DoesNotContain(vault.Server.Names(), held => held.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asked_for_while_it_is_being_stored_a_code_waits_on_and_no_earlier_one_is_taken_for_it()
    {
        await using var vault = await TestVault.StartAsync();
        await using var app = await TestApp.StartAsync(azurite, vault.Serve, vault.Name);
        using var ida = await app.CallerAsync("codes-ida", WorkspaceRole.User);
        var id = (await ida.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", "mine@example.com", "Passw0rd", null, "personal"))).Expect(HttpStatusCode.Created).As<AccountResponse>().Id;
        var codes = app.Get<BackupCodes>();
        await codes.KeepAsync(id, "first-code", Cancel);
        (await ida.PostAsync($"accounts/{id}/backup-code", new { })).Expect(HttpStatusCode.OK);
        var busy = vault.Server.Faults.Add(new Fault(Status: 429) { RetryAfter = "0", Operation = VaultOperation.Set, Name = $"owner-{id}", Times = null });

        var keeping = codes.KeepAsync(id, "second-code", Cancel);
        while (vault.Server.Faults.FiredOf(busy) == 0 && !keeping.IsCompleted) await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
        (await ida.PostAsync($"accounts/{id}/backup-code", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.True((await app.Get<AccountsTable>().FindAsync(id, Cancel))?.HasBackupCode);
        vault.Server.Faults.Remove(busy);
        await keeping;

        Assert.Contains("second-code", (await ida.PostAsync($"accounts/{id}/backup-code", new { })).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        (await ida.PostAsync($"accounts/{id}/backup-code", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        // What was not handed out is not told as handed out.
        Assert.Equal(2, await app.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null), Cancel).CountAsync(told => told.Entry.Event == "backupCodeHandedOut", Cancel));
    }

    [Fact]
    public async Task One_whose_keeping_was_cut_off_is_not_told_as_waiting()
    {
        await using var vault = await TestVault.StartAsync();
        await using var app = await TestApp.StartAsync(azurite, vault.Serve, vault.Name);
        using var kay = await app.CallerAsync("codes-kay", WorkspaceRole.User);
        var id = (await kay.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", "mine@example.com", "Passw0rd", null, "personal"))).Expect(HttpStatusCode.Created).As<AccountResponse>().Id;
        var busy = vault.Server.Faults.Add(new Fault(Status: 429) { RetryAfter = "0", Operation = VaultOperation.Set, Name = $"owner-{id}", Times = null });
        using var lease = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var keeping = app.Get<BackupCodes>().KeepAsync(id, "cut-code", lease.Token);
        while (vault.Server.Faults.FiredOf(busy) == 0 && !keeping.IsCompleted) await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
        await lease.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
        Assert.False((await app.Get<AccountsTable>().FindAsync(id, Cancel))?.HasBackupCode);
        (await kay.PostAsync($"accounts/{id}/backup-code", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task A_code_of_before_each_had_a_name_is_handed_out_once_too()
    {
        await using var vault = await TestVault.StartAsync();
        await using var app = await TestApp.StartAsync(azurite, vault.Serve, vault.Name);
        using var jon = await app.CallerAsync("codes-jon", WorkspaceRole.User);
        var id = (await jon.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", "mine@example.com", "Passw0rd", null, "personal"))).Expect(HttpStatusCode.Created).As<AccountResponse>().Id;
        await vault.Store().SetAsync($"owner-{id}-backup-code", "older-code", Cancel);
        await app.Get<AccountsTable>().ChangeAsync(id, account => account with { BackupCode = Account.OlderBackupCode }, Cancel);

        Assert.Contains("older-code", (await jon.PostAsync($"accounts/{id}/backup-code", new { })).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);

        (await jon.PostAsync($"accounts/{id}/backup-code", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.DoesNotContain(vault.Server.Names(), held => held.StartsWith("owner-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_that_were_changed_are_changed_though_the_old_ones_cannot_be_deleted_yet()
    {
        await using var vault = await TestVault.StartAsync();
        await using var app = await TestApp.StartAsync(azurite, vault.Serve, vault.Name);
        using var hal = await app.CallerAsync("codes-hal", WorkspaceRole.User);
        var id = (await hal.PostAsync("accounts", new SaveAccountRequest("ahrefs", "Mine", "mine@example.com", "Old-Passw0rd", null, "personal"))).Expect(HttpStatusCode.Created).As<AccountResponse>().Id;
        vault.Server.Access.Forbid(VaultOperation.Delete);

        (await hal.PutAsync($"accounts/{id}/credentials", new ChangeCredentialsRequest("New-Passw0rd", null))).Expect(HttpStatusCode.OK);

        Assert.Equal("New-Passw0rd", (await app.Get<AccountCredentials>().GetAsync(id, Cancel)).Password);
        Assert.NotNull((await app.Get<AccountsTable>().FindAsync(id, Cancel))?.RetiredVersion);
        Assert.Equal(2, vault.Server.Names().Count(held => held.StartsWith($"account-{id}", StringComparison.Ordinal)));

        vault.Server.Access.Forbid();
        (await hal.PutAsync($"accounts/{id}/credentials", new ChangeCredentialsRequest("Newer-Passw0rd", null))).Expect(HttpStatusCode.OK);
        Assert.Single(vault.Server.Names(), held => held.StartsWith($"account-{id}", StringComparison.Ordinal));
    }
}
