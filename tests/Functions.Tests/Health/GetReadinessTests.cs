using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Tests.Testing;

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
}
