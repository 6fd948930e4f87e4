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
        Assert.Equal([("storage", true), ("secrets", false), ("browser", false), ("directory", true), ("pageMap", true)], ready?.Checks.Select(check => (check.Name, check.Ok)) ?? []);
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
    public async Task However_many_ask_at_once_one_process_is_started_also_where_the_browser_does_not_run()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var folder = System.IO.Directory.CreateTempSubdirectory("seatkeeper-browser-").FullName;
        var (browser, starts) = (Path.Combine(folder, "browser"), Path.Combine(folder, "starts"));
        await WriteAsync(exitCode: 1);
        await using var app = await TestApp.StartAsync(azurite, services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(clock);
        }, settings => settings["Browser:ExecutablePath"] = browser);
        using var nobody = app.Owner.With(null);

        await AskAsync(HttpStatusCode.ServiceUnavailable, times: 20);
        Assert.Single(await File.ReadAllLinesAsync(starts, TestContext.Current.CancellationToken));

        // Mended, it is found to be so within seconds, and then stays so for a minute.
        await WriteAsync(exitCode: 0);
        clock.Advance(TimeSpan.FromSeconds(5));
        await AskAsync(HttpStatusCode.OK, times: 20);
        clock.Advance(TimeSpan.FromSeconds(59));
        await AskAsync(HttpStatusCode.OK, times: 20);
        Assert.Equal(2, (await File.ReadAllLinesAsync(starts, TestContext.Current.CancellationToken)).Length);
        System.IO.Directory.Delete(folder, recursive: true);

        async Task AskAsync(HttpStatusCode status, int times)
        {
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, times).Select(_ => nobody.GetAsync("health/ready")))) answer.Expect(status);
        }

        async Task WriteAsync(int exitCode)
        {
            await File.WriteAllTextAsync(browser, $"#!/bin/sh\necho started >> '{starts}'\nexit {exitCode}\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
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
