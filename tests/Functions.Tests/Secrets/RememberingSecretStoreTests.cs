using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Secrets;

public sealed class RememberingSecretStoreTests : SecretStoreContract, IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private TestVault? started;

    private TestVault Vault => started ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => started = await TestVault.StartAsync();

    public ValueTask DisposeAsync() => Vault.DisposeAsync();

    [Fact]
    public async Task A_secret_that_never_changes_is_asked_for_once_in_a_while_and_one_as_it_is_now_every_time()
    {
        var store = Open();
        await store.SetAsync("fixed", "1", Cancel);
        for (var call = 0; call < 3; call++) Assert.Equal("1", await store.RecallAsync("fixed", Cancel));
        Assert.Equal(1, Gets());

        for (var call = 0; call < 2; call++) Assert.Equal("1", await store.GetAsync("fixed", Cancel));
        Assert.Equal(3, Gets());

        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("1", await store.RecallAsync("fixed", Cancel));
        Assert.Equal(4, Gets());
    }

    [Fact]
    public async Task Memory_outlasts_an_outage_for_a_bounded_time_and_stands_in_for_no_fresh_secret()
    {
        var store = Open();
        await store.SetAsync("fixed", "1", Cancel);
        await store.RecallAsync("fixed", Cancel);
        var outage = Vault.Server.Faults.Add(new Fault(Status: 429) { Times = null });

        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal("1", await store.RecallAsync("fixed", Cancel));
        Assert.Equal(FailureKind.SecretsThrottled, (await FailAsync(() => store.GetAsync("fixed", Cancel))).Kind);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(FailureKind.SecretsThrottled, (await FailAsync(() => store.RecallAsync("fixed", Cancel))).Kind);

        Vault.Server.Faults.Remove(outage);
        Assert.Equal("1", await store.RecallAsync("fixed", Cancel));
    }

    [Fact]
    public async Task What_the_app_may_not_read_any_more_or_was_deleted_elsewhere_is_forgotten()
    {
        var (store, other) = (Open(), Open());
        await other.SetAsync("fixed", "1", Cancel);
        await store.RecallAsync("fixed", Cancel);
        clock.Advance(TimeSpan.FromMinutes(6));

        Vault.Server.Access.Forbid(VaultOperation.Get);
        Assert.Equal(FailureKind.SecretsForbidden, (await FailAsync(() => store.RecallAsync("fixed", Cancel))).Kind);
        Vault.Server.Access.Forbid();
        var outage = Vault.Server.Faults.Add(new Fault(Status: 429) { Times = null });
        await FailAsync(() => store.RecallAsync("fixed", Cancel));

        Vault.Server.Faults.Remove(outage);
        await store.RecallAsync("fixed", Cancel);
        await other.DeleteAsync("fixed", Cancel);
        Assert.Null(await store.GetAsync("fixed", Cancel));
        // Whoever saw that it is gone has it from nowhere any more, memory included.
        Assert.Null(await store.RecallAsync("fixed", Cancel));
    }

    [Fact]
    public async Task What_this_instance_replaces_or_deletes_it_does_not_remember()
    {
        var store = Open();
        await store.SetAsync("fixed", "1", Cancel);
        await store.RecallAsync("fixed", Cancel);
        await store.SetAsync("fixed", "2", Cancel);
        Assert.Equal("2", await store.RecallAsync("fixed", Cancel));
        await store.DeleteAsync("fixed", Cancel);
        Assert.Null(await store.RecallAsync("fixed", Cancel));
    }

    private protected override Task<ISecretStore> OpenAsync() => Task.FromResult<ISecretStore>(Open());

    private protected override Task BreakAsync()
    {
        Vault.Server.Faults.Add(new Fault(FaultKind.Reset) { Times = null });
        return Task.CompletedTask;
    }

    private RememberingSecretStore Open() => new(Vault.Store(), Options.Create(TestVault.Quick()), clock);

    private int Gets() => Vault.Asked("fixed").Count(entry => entry.Operation == VaultOperation.Get);

    private static async Task<Failure> FailAsync(Func<Task> act) => (await Assert.ThrowsAsync<AppFailureException>(act)).Failure;
}
