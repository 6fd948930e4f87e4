using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Connectors;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.EntraSimulator.Hosting;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Secrets;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Tokens;
using Seatkeeper.KeyVaultSimulator.Faulting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Faults;

/// <summary>What is remembered for a while grows old by the time that passes, also where the clock is set back by hours meanwhile.</summary>
public sealed class ClockSetBackTests(AzuriteServer azurite)
{
    private static readonly TimeSpan back = TimeSpan.FromHours(-50);

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_asked_for_again_after_minutes_and_used_no_longer_than_an_outage_may_last()
    {
        var clock = new JumpingClock(time);
        await using var vault = await TestVault.StartAsync();
        var store = new RememberingSecretStore(vault.Store(), Options.Create(TestVault.Quick()), clock);
        await store.SetAsync("fixed", "1", Cancel);
        await store.RecallAsync("fixed", Cancel);

        clock.Jump(back);
        time.Advance(TimeSpan.FromMinutes(5));
        await store.RecallAsync("fixed", Cancel);
        Assert.Equal(2, vault.Asked("fixed").Count(entry => entry.Operation == VaultOperation.Get));

        vault.Server.Faults.Add(new Fault(Status: 429) { Times = null });
        clock.Jump(back);
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(FailureKind.SecretsThrottled, (await Assert.ThrowsAsync<AppFailureException>(() => store.RecallAsync("fixed", Cancel))).Failure.Kind);
    }

    [Fact]
    public async Task New_keys_of_the_issuer_are_fetched_and_old_ones_end()
    {
        var clock = new JumpingClock(time);
        await using var issuer = await RunningIssuer.StartAsync(Cancel);
        using var keys = new EntraKeys(Options.Create(new EntraOptions { TenantId = RunningIssuer.Tenant, Audience = RunningIssuer.ClientId, Authority = issuer.Authority }), clock, NullLogger<EntraKeys>.Instance);
        var first = await keys.GetAsync(Cancel);

        clock.Jump(back);
        issuer.Rotate();
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotSame(first, await keys.GetAgainAsync(first, Cancel));
        Assert.Equal(2, issuer.Asked);

        issuer.IsDown = true;
        clock.Jump(back);
        time.Advance(TimeSpan.FromHours(36));
        Assert.Equal(FailureKind.DirectoryUnavailable, (await Assert.ThrowsAsync<AppFailureException>(() => keys.GetAsync(Cancel))).Failure.Kind);
    }

    [Fact]
    public async Task Who_is_tied_to_whom_is_read_again()
    {
        var clock = new JumpingClock(time);
        await using var app = await TestApp.StartAsync(azurite);
        var users = app.Get<WorkspaceUsersTable>();
        using var people = new EntraPeople(users, clock);
        var (id, objectId) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        Assert.Null(await people.FindAsync(objectId, Cancel));

        await users.SaveAsync(
            [new DirectoryPerson(id, WorkspaceUserKind.Directory, "Tess Directory", null, "tess@example.com", [], WorkspaceRole.User, Active: true) { Directory = new DirectoryFacts(objectId, DirectoryState.Present, time.GetUtcNow()) }], Cancel);
        clock.Jump(back);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(id, (await people.FindAsync(objectId, Cancel))?.Id);
    }

    [Fact]
    public async Task A_subscription_that_was_made_meanwhile_is_known()
    {
        var clock = new JumpingClock(time);
        await using var app = await TestApp.StartAsync(azurite);
        var (table, known) = (app.Get<SubscriptionsTable>(), new KnownSubscriptions(app.Get<SubscriptionsTable>(), clock));
        var (id, state) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var sent = new SentNotification(id, state, "tenant", "group", null, "1");
        Assert.Equal(KnownSubscriptions.Unknown, (await known.FindAsync(sent, Cancel)).Fault);

        await table.PutAsync(new GraphSubscription(KnownSubscriptions.HashOf(state), "groups", "https://localhost", time.GetUtcNow()) { Id = id }, Cancel);
        clock.Jump(back);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(id, (await known.FindAsync(sent, Cancel)).Subscription?.Id);
    }

    [Fact]
    public async Task The_client_secret_at_Microsoft_Entra_is_looked_up_again()
    {
        var clock = new JumpingClock(time);
        await using var vault = await TestVault.StartAsync();
        var store = vault.Store();
        await store.SetAsync("graph", "first", Cancel);
        var secret = new ClientSecret(new GraphOptions { ClientSecretName = "graph" }, store, clock);
        Assert.Equal("first", await secret.GetAsync(Cancel));

        await store.SetAsync("graph", "second", Cancel);
        clock.Jump(back);
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("second", await secret.GetAsync(Cancel));
    }

    [Fact]
    public async Task A_look_that_anybody_may_ask_for_is_made_again()
    {
        var clock = new JumpingClock(time);
        var looks = 0;
        var look = new OneLook(() => Task.FromResult<string?>($"fault {++looks}"), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), clock);
        Assert.Equal("fault 1", await look.FindFaultAsync(Cancel));

        clock.Jump(back);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("fault 1", await look.FindFaultAsync(Cancel));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("fault 2", await look.FindFaultAsync(Cancel));
    }

    [Fact]
    public async Task A_name_that_is_never_free_is_given_up_also_where_the_clock_stands_still()
    {
        await using var vault = await TestVault.StartAsync();
        var store = new KeyVaultSecretStore(vault.Client(), Options.Create(new SecretsOptions { Pause = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.FromMilliseconds(50) }), new StandingClock());
        vault.Server.Faults.Add(new Fault(Status: 409) { InnerCode = "ObjectIsBeingDeleted", Operation = VaultOperation.Set, Times = null });

        var failed = await Assert.ThrowsAsync<AppFailureException>(() => store.SetAsync("taken", "1", Cancel));

        Assert.Equal(FailureKind.SecretUnavailable, failed.Failure.Kind);
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
