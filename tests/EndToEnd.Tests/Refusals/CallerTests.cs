using System.Net;
using System.Net.Http.Json;
using Azure;
using Azure.Data.Tables;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Refusals;

[Collection(nameof(OneApp))]
public sealed class CallerTests(OneApp app)
{
    private Deployment Deployment => app.Deployment;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hubs")]
    [InlineData("accounts")]
    [InlineData("tasks")]
    [InlineData("directory/users")]
    [InlineData("api-keys")]
    [InlineData("activity")]
    public async Task Is_nobody_without_a_key_or_with_one_that_was_never_made(string path)
    {
        foreach (var key in new[] { null, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" })
        {
            using var nobody = Deployment.App.Client(key);
            using var answer = await nobody.Http.GetAsync(path, Cancellation);
            await answer.AssertRefusedAsync(HttpStatusCode.Unauthorized, "notAuthenticated");
        }
    }

    [Fact]
    public async Task Is_nobody_once_the_key_is_revoked()
    {
        var key = await Deployment.Owner.CreateKeyAsync(new CreateApiKeyRequest("to be revoked", null, null, null, 1), Cancellation);
        using var caller = Deployment.App.Client(key.Key);
        using var before = await caller.Http.GetAsync("hubs", Cancellation);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var revoked = await Deployment.Owner.Http.DeleteAsync($"api-keys/{key.Id}", Cancellation);
        Assert.True(revoked.IsSuccessStatusCode);

        using var after = await caller.Http.GetAsync("hubs", Cancellation);
        await after.AssertRefusedAsync(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task Is_nobody_once_the_key_has_expired()
    {
        var key = await Deployment.Owner.CreateKeyAsync(new CreateApiKeyRequest("to expire", null, null, null, 1), Cancellation);
        using var caller = Deployment.App.Client(key.Key);
        using var before = await caller.Http.GetAsync("hubs", Cancellation);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        // No key lives shorter than a day, so its row is aged where it lies.
        await Deployment.Tables.GetTableClient("ApiKeys").UpdateEntityAsync(
            new TableEntity("key", key.Id) { ["ExpiresAt"] = TimeProvider.System.GetUtcNow().AddSeconds(-1) }, ETag.All, TableUpdateMode.Merge, Cancellation);

        using var after = await caller.Http.GetAsync("hubs", Cancellation);
        await after.AssertRefusedAsync(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task Is_not_told_that_somebody_elses_hub_is_there()
    {
        using var stranger = await Deployment.CallerAsync("passer-by@corp.test", "User");
        var task = await Deployment.StartConnectingAsync("NotYours");
        var hub = task.HubId;
        using var own = await Deployment.Owner.Http.GetAsync($"hubs/{hub}", Cancellation);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);

        foreach (var path in new[] { $"hubs/{hub}", $"hubs/{hub}/members", $"hubs/{hub}/updates/latest", $"tasks/{task.Id}" })
        {
            using var answer = await stranger.Http.GetAsync(path, Cancellation);
            await answer.AssertRefusedAsync(HttpStatusCode.NotFound, "notFound");
        }

        using var check = await stranger.Http.PostAsJsonAsync($"hubs/{hub}/updates", new { }, Cancellation);
        await check.AssertRefusedAsync(HttpStatusCode.NotFound, "notFound");
    }

    [Theory]
    [InlineData("GuestUser")]
    [InlineData("LoginOnly")]
    public async Task May_not_connect_a_hub_as(string role)
    {
        using var caller = await Deployment.CallerAsync($"{role.ToLowerInvariant()}@corp.test", role);

        using var answer = await caller.Http.PostAsJsonAsync("hubs", Deployment.Connection("Forbidden", "any"), SeatkeeperClient.Json, Cancellation);

        await answer.AssertRefusedAsync(HttpStatusCode.Forbidden, "notAllowed");
    }
}
