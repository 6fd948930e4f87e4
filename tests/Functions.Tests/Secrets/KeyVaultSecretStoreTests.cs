using System.Globalization;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class KeyVaultSecretStoreTests : SecretStoreContract, IAsyncLifetime
{
    private TestVault? started;

    private TestVault Vault => started ?? throw new InvalidOperationException("Not started.");

    private FaultBook Faults => Vault.Server.Faults;

    public async ValueTask InitializeAsync() => started = await TestVault.StartAsync();

    public ValueTask DisposeAsync() => Vault.DisposeAsync();

    [Fact]
    public async Task The_token_is_for_the_vault_and_is_shown_only_where_the_vault_itself_asks_for_it()
    {
        await Vault.Store().SetAsync("one", "1", Cancel);
        Assert.Equal("https://vault.localhost/.default", Assert.Single(Vault.Identity.Scopes));
        // What was sent before anybody had asked for a token held none, and no value.
        Assert.Equal([false, true], Vault.Server.Journal.Read().Select(entry => entry.WithToken));

        await using var thief = await TestVault.StartAsync();
        thief.Server.Access.Resource = "https://vault.elsewhere";
        var failed = await FailAsync(() => thief.Store().SetAsync("one", "1", Cancel));

        Assert.Equal((FailureKind.SecretsForbidden, true), (failed.Kind, FailureCatalog.Describe(failed).NeedsPerson));
        Assert.Empty(thief.Identity.Scopes);
        Assert.Empty(thief.Server.Names());
    }

    [Fact]
    public async Task A_name_that_is_still_being_deleted_is_waited_for_and_recovered_and_its_old_values_lie_below_the_new_one()
    {
        Vault.Server.Lag = 5;
        var store = Vault.Store();
        await store.SetAsync("again", "old", Cancel);
        await store.DeleteAsync("again", Cancel);
        var before = Vault.Server.Journal.Count;

        await store.SetAsync("again", "new", Cancel);

        Assert.Equal(("new", false), (await store.GetAsync("again", Cancel), await store.WasDeletedAsync("again", Cancel)));
        Assert.Equal(["old", "new"], Vault.Server.ValuesOf("again"));
        var asked = Vault.Asked(since: before);
        Assert.Contains(asked, entry => entry is { Operation: VaultOperation.Set, Status: 409 });
        Assert.Equal(200, Assert.Single(asked, entry => entry.Operation == VaultOperation.Recover).Status);
        Assert.DoesNotContain(asked, entry => entry.Operation == VaultOperation.Purge);
    }

    [Fact]
    public async Task Where_recovering_is_not_allowed_the_deleted_secret_is_purged_and_where_neither_is_a_person_is_needed()
    {
        var store = Vault.Store();
        Vault.Server.Access.Forbid(VaultOperation.Recover);
        await store.SetAsync("again", "old", Cancel);
        await store.DeleteAsync("again", Cancel);
        await store.SetAsync("again", "new", Cancel);
        Assert.Equal("new", Assert.Single(Vault.Server.ValuesOf("again")));

        Vault.Server.Access.Forbid(VaultOperation.Recover, VaultOperation.Purge);
        await store.DeleteAsync("again", Cancel);
        var failed = await FailAsync(() => store.SetAsync("again", "newer", Cancel));

        Assert.Equal((FailureKind.SecretsForbidden, true), (failed.Kind, FailureCatalog.Describe(failed).NeedsPerson));
        Assert.True(await store.WasDeletedAsync("again", Cancel));
    }

    [Fact]
    public async Task A_deletion_that_never_ends_is_not_waited_for_for_ever()
    {
        Vault.Server.Lag = int.MaxValue;
        var options = TestVault.Quick();
        options.Patience = TimeSpan.FromMilliseconds(50);
        var store = new KeyVaultSecretStore(Vault.Client(), Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System);
        await store.SetAsync("stuck", "old", Cancel);
        await store.DeleteAsync("stuck", Cancel);

        Assert.Equal(FailureKind.SecretUnavailable, (await FailAsync(() => store.SetAsync("stuck", "new", Cancel))).Kind);
        await store.DeleteAsync("stuck", Cancel);
    }

    [Fact]
    public async Task A_vault_that_asks_to_wait_is_not_asked_again_and_tells_for_how_long()
    {
        var store = Vault.Store();
        await store.SetAsync("one", "1", Cancel);
        foreach (var (header, least, most) in new (string?, int, int)[] { ("7", 7, 7), (null, 10, 10), ("86400", 900, 900), (DateTimeOffset.UtcNow.AddMinutes(2).ToString("R", CultureInfo.InvariantCulture), 60, 120) })
        {
            var before = Vault.Asked().Count;
            Faults.Add(new Fault(Status: 429) { RetryAfter = header });

            var failed = await FailAsync(() => store.GetAsync("one", Cancel));

            Assert.Equal((FailureKind.SecretsThrottled, true), (failed.Kind, FailureCatalog.MayRepeat(failed)));
            Assert.InRange(failed.RetryAfter ?? TimeSpan.Zero, TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
            Assert.Equal(before + 1, Vault.Asked().Count);
        }
    }

    [Fact]
    public async Task A_moment_of_trouble_is_mended_at_once_and_a_lost_answer_changes_nothing()
    {
        var store = Vault.Store();
        Faults.Add(new Fault(Status: 500) { Times = 2 });
        await store.SetAsync("one", "1", Cancel);
        Faults.Add(new Fault(FaultKind.LoseAnswer) { Operation = VaultOperation.Set });
        await store.SetAsync("one", "2", Cancel);
        Assert.Equal("2", await store.GetAsync("one", Cancel));
        Faults.Add(new Fault(FaultKind.LoseAnswer) { Operation = VaultOperation.Delete });
        await store.DeleteAsync("one", Cancel);

        Assert.Null(await store.GetAsync("one", Cancel));
    }

    [Fact]
    public async Task Whatever_the_vault_refuses_needs_a_person_and_its_own_words_are_told_to_nobody()
    {
        var store = Vault.Store();
        await store.SetAsync("one", "recognisable", Cancel);
        Faults.Add(new Fault(Status: 403) { InnerCode = "ForbiddenByFirewall", Message = "recognisable", Operation = VaultOperation.Set, Times = null });
        var refused = await Assert.ThrowsAsync<AppFailureException>(() => store.SetAsync("one", "recognisable", Cancel));

        Assert.Equal((FailureKind.SecretsForbidden, true), (refused.Failure.Kind, FailureCatalog.Describe(refused.Failure).NeedsPerson));
        Assert.Contains("403 (ForbiddenByFirewall)", refused.Failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("recognisable", refused.ToString(), StringComparison.Ordinal);

        foreach (var operation in new[] { VaultOperation.Get, VaultOperation.Set, VaultOperation.Delete })
        {
            Faults.Clear();
            Vault.Server.Access.Forbid(operation);
            var failed = await FailAsync(() => operation switch
            {
                VaultOperation.Get => store.GetAsync("one", Cancel),
                VaultOperation.Set => store.SetAsync("one", "2", Cancel),
                _ => store.DeleteAsync("one", Cancel),
            });
            Assert.Equal((FailureKind.SecretsForbidden, 0), (failed.Kind, Vault.Server.DeletedNames().Count));
        }

        Vault.Server.Access.Forbid();
        Vault.Server.Disable("one");
        Assert.Contains("SecretDisabled", (await FailAsync(() => store.GetAsync("one", Cancel))).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_too_large_is_not_sent()
    {
        await FailAsync(() => Vault.Store().SetAsync("one", new string('a', SecretRules.LargestValue + 1), Cancel));

        Assert.Empty(Vault.Server.Journal.Read());
    }

    private protected override Task<ISecretStore> OpenAsync() => Task.FromResult<ISecretStore>(Vault.Store());

    private protected override Task BreakAsync()
    {
        Faults.Add(new Fault(FaultKind.Reset) { Times = null });
        return Task.CompletedTask;
    }

    private static async Task<Failure> FailAsync(Func<Task> act) => (await Assert.ThrowsAsync<AppFailureException>(act)).Failure;
}
