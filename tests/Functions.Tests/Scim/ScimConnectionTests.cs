using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Scim;

public sealed class ScimConnectionTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_shown_once_kept_as_a_hash_and_good_until_it_is_revoked()
    {
        var name = $"Entra {Guid.NewGuid():N}";
        var made = (await App.Owner.PostAsync("scim-connections", new CreateScimConnectionRequest($" {name} ", 30))).Expect(HttpStatusCode.Created).As<ScimConnectionResponse>();
        var token = made.Token ?? "";
        using var provider = new ScimProvider(App.Owner.Address, token);
        Assert.Equal((name, 43, 30), (made.Name, token.Length, (made.ExpiresAt - made.CreatedAt)?.Days));
        (await provider.GetAsync("Users")).Expect(200);
        var listed = Assert.Single((await App.Owner.GetAsync("scim-connections?limit=1000")).As<ListResponse<ScimConnectionResponse>>().Items, connection => connection.Id == made.Id);
        Assert.Equal((null, null), (listed.Token, listed.RevokedAt));

        (await App.Owner.DeleteAsync($"scim-connections/{made.Id}")).Expect(HttpStatusCode.NoContent);
        (await App.Owner.DeleteAsync($"scim-connections/{made.Id}")).Expect(HttpStatusCode.NoContent);

        (await provider.GetAsync("Users")).ExpectError(401);
        Assert.NotNull(Assert.Single((await App.Owner.GetAsync("scim-connections?limit=1000")).As<ListResponse<ScimConnectionResponse>>().Items, connection => connection.Id == made.Id).RevokedAt);
        var told = await App.Get<ActivityTable>().ReadAsync(new ActivityFilter(null), Cancel).Where(entry => entry.Entry.Target == name).ToListAsync(Cancel);
        Assert.Equal(["scimConnectionRevoked", "scimConnectionCreated"], told.Select(entry => entry.Entry.Event));
        Assert.DoesNotContain(token, await StoredText.ReadTablesAsync(App), StringComparison.Ordinal);
        Assert.DoesNotContain(token, App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_ends_and_what_is_replaced_are_held_against_their_rules()
    {
        (await App.Owner.PostAsync("scim-connections", new CreateScimConnectionRequest("", 0))).ExpectInvalid("name", "expiresInDays");
        (await App.Owner.PostAsync("scim-connections", new CreateScimConnectionRequest("x", Replaces: "nonesuch"))).ExpectInvalid("replaces");
        (await App.Owner.DeleteAsync("scim-connections/nonesuch")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await App.Owner.DeleteAsync("scim-connections/a%2Fb")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task No_SCIM_call_is_answered_without_a_good_token_and_no_token_opens_the_API()
    {
        using var good = await ScimProvider.ConnectAsync(App);
        var expired = ApiKeySecret.Create();
        var hash = ApiKeySecret.Hash(expired);
        var now = DateTimeOffset.UtcNow;
        await App.Get<ScimConnectionsTable>().AddAsync(new ScimConnection(ApiKeySecret.IdOf(hash), hash, "Expired", "source", "x", "X", now.AddDays(-2), now.AddDays(-1)), Cancel);
        var functions = HttpFunction.OfTheApp().Where(function => function.Route.StartsWith("scim/", StringComparison.Ordinal)).SelectMany(function => function.Methods.Select(method => (method, function.Route))).ToList();
        Assert.True(functions.Count >= 17, $"{functions.Count} functions");

        foreach (var token in new[] { null, "", "short", expired, ApiKeySecret.Create(), App.Owner.Key })
        {
            using var provider = new ScimProvider(App.Owner.Address, token);
            foreach (var (method, route) in functions)
            {
                var answer = await provider.SendAsync(method, route["scim/v2/".Length..].Replace("{id}", "some", StringComparison.Ordinal), method is "POST" or "PUT" or "PATCH" ? "{}" : null);
                answer.ExpectError(401);
                Assert.StartsWith("Bearer", answer.Challenge, StringComparison.Ordinal);
            }
        }

        using var keyed = new ScimProvider(App.Owner.Address, token: null);
        (await keyed.SendAsync("GET", "Users", null, ("X-Api-Key", App.Owner.Key))).ExpectError(401);
        using var api = App.Owner.With(null);
        (await api.SendAsync(HttpMethod.Get, "apps", null, ("Authorization", $"Bearer {expired}"))).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_token_may_take_over_users_and_groups_of_an_old_one_and_a_stranger_sees_none_of_them()
    {
        using var old = await ScimProvider.ConnectAsync(App);
        var user = await old.UserAsync($"{Guid.NewGuid():N}@corp.test");
        var group = await old.GroupAsync("Movers", user);
        using var fresh = await ScimProvider.ConnectAsync(App, old.Connection.Id);
        using var stranger = await ScimProvider.ConnectAsync(App);

        (await fresh.GetAsync($"Users/{user}")).Expect(200);
        Assert.Equal(user, (await fresh.GetAsync($"Groups/{group}")).Expect(200).Text("members.0.value"));
        (await App.Owner.DeleteAsync($"scim-connections/{old.Connection.Id}")).Expect(HttpStatusCode.NoContent);
        (await fresh.PatchAsync($"Users/{user}", "displayName", "Moved")).Expect(200);

        foreach (var path in new[] { $"Users/{user}", $"Groups/{group}", $"Users/{PersonId.OfAddress(TestApp.OwnerEmail)}", "Users/a%7Cb", "Groups/a%23b" })
            (await stranger.GetAsync(path)).ExpectError(404);
        (await stranger.PatchAsync($"Users/{user}", "active", false)).ExpectError(404);
        (await stranger.SendAsync("DELETE", $"Groups/{group}")).ExpectError(404);
        Assert.Equal("0", (await stranger.GetAsync("Users")).Text("totalResults"));
        (await stranger.SendAsync("POST", "Groups", $$"""{"displayName":"x","members":[{"value":"{{user}}"}]}""")).ExpectError(400, "invalidValue");
    }

    [Fact]
    public async Task What_is_sent_wrongly_is_refused_in_the_way_of_SCIM()
    {
        using var provider = await ScimProvider.ConnectAsync(App);

        (await provider.SendAsync("POST", "Users", "{")).ExpectError(400, "invalidSyntax");
        (await provider.SendAsync("POST", "Users", "{}")).ExpectError(400, "invalidValue");
        (await provider.SendAsync("POST", "Users", """{"userName":"no.address"}""")).ExpectError(400, "invalidValue");
        (await provider.SendAsync("POST", "Users", """{"userName":"x","emails":[{"value":"no address"}]}""")).ExpectError(400, "invalidValue");
        (await provider.SendAsync("POST", "Users", $$"""{"userName":"{{new string('x', 1024 * 1024)}}"}""")).ExpectError(413);
        (await provider.SendAsync("POST", "Groups", "{}")).ExpectError(400, "invalidValue");
        (await provider.GetAsync("Users?filter=userName sw \"a\"")).ExpectError(400, "invalidFilter");
        (await provider.GetAsync("Users?startIndex=x")).ExpectError(400, "invalidValue");
        (await provider.GetAsync("Schemas/nonesuch")).ExpectError(404);
        (await provider.GetAsync("ResourceTypes/User")).Expect(200);
        (await provider.GetAsync("Schemas/urn:ietf:params:scim:schemas:core:2.0:Group")).Expect(200);
        Assert.Equal("2", (await provider.GetAsync("ResourceTypes")).Expect(200).Text("totalResults"));
    }
}
