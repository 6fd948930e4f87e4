using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Tests.Secrets;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.Functions.Tests.Health;

public sealed class GetReadinessTests(AzuriteServer azurite)
{
    [Fact]
    public async Task Tells_which_of_storage_secrets_and_browser_cannot_be_reached()
    {
        var secrets = new Mock<ISecretStore>();
        secrets.Setup(store => store.SetAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new AppFailureException(new Failure(FailureKind.SecretUnavailable)));
        await using var app = await TestApp.StartAsync(azurite, services => services.AddSingleton(secrets.Object), settings => settings["Browser:ExecutablePath"] = "/bin/false");

        var answer = (await app.Owner.GetAsync("health/ready")).Expect(HttpStatusCode.ServiceUnavailable);

        var ready = System.Text.Json.JsonSerializer.Deserialize<ReadinessResponse>(answer.Text, Functions.Http.ApiJson.Options);
        Assert.Equal("notReady", ready?.Status);
        Assert.Equal([("storage", true), ("secrets", false), ("browser", false), ("directory", true)], ready?.Checks.Select(check => (check.Name, check.Ok)) ?? []);
    }

    [Fact]
    public async Task Is_ready_when_everything_answers()
    {
        await using var app = await TestApp.StartAsync(azurite, settings: settings => settings["Browser:ExecutablePath"] = "/bin/true");
        using var nobody = app.Owner.With(null);

        var ready = (await nobody.GetAsync("health/ready")).Expect(HttpStatusCode.OK).As<ReadinessResponse>();

        Assert.All(ready.Checks, check => Assert.True(check.Ok, check.Detail));
    }

    [Fact]
    public async Task However_often_anybody_asks_a_vault_is_looked_at_once_in_some_seconds()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var vault = await TestVault.StartAsync();
        await using var app = await TestApp.StartAsync(azurite, services =>
        {
            vault.Serve(services);
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(clock);
        }, settings =>
        {
            vault.Name(settings);
            settings["Browser:ExecutablePath"] = "/bin/true";
        });
        using var nobody = app.Owner.With(null);

        for (var call = 0; call < 3; call++) (await nobody.GetAsync("health/ready")).Expect(HttpStatusCode.OK);
        Assert.Equal([VaultOperation.Get, VaultOperation.Set, VaultOperation.Get], vault.Asked("health-check").Select(entry => entry.Operation));

        vault.Server.Access.Forbid(VaultOperation.Get);
        clock.Advance(TimeSpan.FromSeconds(5));
        for (var call = 0; call < 3; call++) (await nobody.GetAsync("health/ready")).Expect(HttpStatusCode.ServiceUnavailable);
        vault.Server.Access.Forbid();
        clock.Advance(TimeSpan.FromSeconds(5));
        for (var call = 0; call < 3; call++) (await nobody.GetAsync("health/ready")).Expect(HttpStatusCode.OK);
        Assert.Equal(5, vault.Asked("health-check").Count);
    }
}
