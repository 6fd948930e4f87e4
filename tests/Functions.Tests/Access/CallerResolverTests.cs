using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Access;

public sealed class CallerResolverTests(PlatformApp platform, AzuriteServer azurite) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    [Fact]
    public async Task Anybody_may_ask_for_health_and_document_and_for_nothing_else()
    {
        using var nobody = App.Owner.With(null);

        (await nobody.GetAsync("health/live")).Expect(HttpStatusCode.OK);
        (await nobody.GetAsync("openapi.json")).Expect(HttpStatusCode.OK);
        // Microsoft Graph has no key: what it says is held against our own subscriptions, and without a tenant nobody is listened to.
        (await nobody.PostAsync("webhooks/graph", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        foreach (var function in HttpFunction.OfTheApp().Where(function => !function.Route.Contains("health/", StringComparison.Ordinal) && !function.Route.EndsWith("openapi.json", StringComparison.Ordinal) && !function.Route.Contains("webhooks/graph", StringComparison.Ordinal)))
        {
            var answer = await nobody.SendAsync(new HttpMethod(function.Methods[0]), "/" + function.Route.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
            // SCIM has errors of its own.
            Assert.Equal(function.Route.StartsWith("scim/", StringComparison.Ordinal) ? null : "notAuthenticated", answer.Expect(HttpStatusCode.Unauthorized).Kind);
        }
    }

    [Fact]
    public async Task A_made_up_key_is_nobodys()
    {
        foreach (var key in new[] { "short", new string('a', 43), App.Owner.Key[..^1] + "x", App.Owner.Key + "a" })
        {
            using var caller = App.Owner.With(key);
            (await caller.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        }
    }

    [Fact]
    public async Task A_bearer_token_is_refused_even_beside_a_good_key()
    {
        var answer = await App.Owner.SendAsync(HttpMethod.Get, "apps", null, ("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."));

        answer.ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task A_revoked_key_stops_at_once()
    {
        using var ann = await App.CallerAsync("ann-revoked", WorkspaceRole.User);
        (await ann.GetAsync("apps")).Expect(HttpStatusCode.OK);
        var key = (await ann.GetAsync("api-keys")).As<ListResponse<ApiKeyResponse>>().Items.Single();

        (await ann.DeleteAsync($"api-keys/{key.Id}")).Expect(HttpStatusCode.NoContent);

        (await ann.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task A_key_ends_when_it_expires()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(azurite, services => services.AddSingleton<TimeProvider>(clock));
        using var ann = await app.CallerAsync("ann", WorkspaceRole.User);
        (await ann.GetAsync("apps")).Expect(HttpStatusCode.OK);

        clock.Advance(TimeSpan.FromDays(1));

        (await ann.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task A_key_stops_when_its_holder_or_its_issuer_leaves()
    {
        using var admin = await App.CallerAsync("admin-leaves", WorkspaceRole.SuperAdmin);
        var made = (await admin.PostAsync("api-keys", new CreateApiKeyRequest("Robot", null, "robot", "User", 1))).Expect(HttpStatusCode.Created).As<ApiKeyResponse>();
        using var robot = App.Owner.With(made.Key);
        (await robot.GetAsync("apps")).Expect(HttpStatusCode.OK);

        (await App.Owner.DeleteAsync("directory/users/admin-leaves")).Expect(HttpStatusCode.NoContent);

        (await admin.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        (await robot.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task Whoever_is_back_is_so_without_the_keys_that_they_had_made_for_services()
    {
        using var admin = await App.CallerAsync("admin-returns", WorkspaceRole.SuperAdmin);
        using var robot = App.Owner.With((await MakeAsync(admin)).Key);
        (await App.Owner.DeleteAsync("directory/users/admin-returns")).Expect(HttpStatusCode.NoContent);

        var line = """{"id":"admin-returns","email":"admin-returns@example.com","name":"Person admin-returns","role":"SuperAdmin"}""";
        (await App.Owner.PostTextAsync("directory/users/import", line, "application/x-ndjson")).Expect(HttpStatusCode.OK);

        (await robot.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
        Assert.All((await App.Get<ApiKeysTable>().ListAsync(TestContext.Current.CancellationToken)).Where(key => key.IssuerId == "admin-returns"), key => Assert.NotNull(key.RevokedAt));
        using var again = await App.CallerAsync("admin-returns", WorkspaceRole.SuperAdmin);
        using var other = App.Owner.With((await MakeAsync(again)).Key);
        (await other.GetAsync("apps")).Expect(HttpStatusCode.OK);

        static async Task<ApiKeyResponse> MakeAsync(TestCaller caller) =>
            (await caller.PostAsync("api-keys", new CreateApiKeyRequest("Robot", null, "robot", "User", 1))).Expect(HttpStatusCode.Created).As<ApiKeyResponse>();
    }

    [Theory]
    [InlineData(WorkspaceRole.Owner, WorkspaceRole.GuestUser, WorkspaceRole.Owner)]
    [InlineData(WorkspaceRole.GuestUser, WorkspaceRole.Owner, WorkspaceRole.Owner)]
    [InlineData(WorkspaceRole.SuperAdmin, WorkspaceRole.SuperAdmin, WorkspaceRole.LoginOnly)]
    public async Task A_key_gives_the_least_of_its_own_its_holders_and_its_issuers_role(WorkspaceRole issuer, WorkspaceRole holder, WorkspaceRole key)
    {
        await using var app = await TestApp.StartAsync(azurite);
        using var caller = await app.CallerAsync("holder", holder, inPerson: false, keyRole: key);
        var users = app.Get<WorkspaceUsersTable>();
        var owner = await users.FindOwnerAsync(TestContext.Current.CancellationToken);
        await users.SaveAsync([owner! with { Role = issuer }], TestContext.Current.CancellationToken);

        (await caller.GetAsync("accounts")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }

    [Theory]
    [InlineData(WorkspaceRole.GuestUser)]
    [InlineData(WorkspaceRole.LoginOnly)]
    public async Task Guests_and_login_only_see_the_catalog_and_may_not_save_accounts(WorkspaceRole role)
    {
        using var guest = await App.CallerAsync($"guest-{role}", role);

        (await guest.GetAsync("apps")).Expect(HttpStatusCode.OK);
        (await guest.PostAsync("accounts", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await guest.GetAsync("accounts")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await guest.GetAsync("directory/users")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await guest.PostTextAsync("directory/users/import", "{}", "application/x-ndjson")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }
}
