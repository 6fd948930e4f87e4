using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Client;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Refusals;

[Collection(nameof(OneApp))]
public sealed class CallerTests(OneApp app)
{
    private Deployment Deployment => app.Deployment;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
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

    [Fact(Explicit = true)]
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

    [Theory(Explicit = true)]
    [InlineData("GuestUser")]
    [InlineData("LoginOnly")]
    public async Task May_not_connect_a_hub_as(string role)
    {
        using var caller = await Deployment.CallerAsync($"{role.ToLowerInvariant()}@corp.test", role);

        using var answer = await caller.Http.PostAsJsonAsync("hubs", Deployment.Connection("Forbidden", "any"), SeatkeeperClient.Json, Cancellation);

        await answer.AssertRefusedAsync(HttpStatusCode.Forbidden, "notAllowed");
    }
}
