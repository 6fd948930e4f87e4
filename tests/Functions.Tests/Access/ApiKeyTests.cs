using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Access;

public sealed class ApiKeyTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    [Fact]
    public async Task A_person_makes_a_key_that_is_shown_once_and_stored_hashed()
    {
        using var ann = await App.CallerAsync("ann", WorkspaceRole.User);

        var made = (await ann.PostAsync("api-keys", new CreateApiKeyRequest("Laptop", null, null, null, null))).Expect(HttpStatusCode.Created).As<ApiKeyResponse>();

        Assert.Equal(43, made.Key?.Length);
        Assert.Equal(WorkspaceRole.User, made.Role);
        Assert.Equal(90, (made.ExpiresAt - made.CreatedAt).Days);
        using var again = App.Owner.With(made.Key);
        var listed = (await again.GetAsync("api-keys")).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(made.Key!, listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Key!, await StoredText.ReadTablesAsync(App), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Key!, App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_makes_a_key_above_their_own_role()
    {
        using var ann = await App.CallerAsync("ann-above", WorkspaceRole.Owner, keyRole: WorkspaceRole.User);

        (await ann.PostAsync("api-keys", new CreateApiKeyRequest("Up", null, null, "Admin", null))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }

    [Fact]
    public async Task A_key_that_somebody_else_issued_makes_no_further_keys()
    {
        using var ann = await App.CallerAsync("ann-issued", WorkspaceRole.User, inPerson: false);

        (await ann.PostAsync("api-keys", new CreateApiKeyRequest("Mine", null, null, null, null))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
    }

    [Theory]
    [InlineData(WorkspaceRole.Admin, HttpStatusCode.Forbidden)]
    [InlineData(WorkspaceRole.SuperAdmin, HttpStatusCode.Created)]
    public async Task Service_principals_get_keys_from_SuperAdmins(WorkspaceRole role, HttpStatusCode expected)
    {
        using var caller = await App.CallerAsync($"service-{role}", role);

        (await caller.PostAsync("api-keys", new CreateApiKeyRequest("CI", null, "ci", "User", 30))).Expect(expected);
    }

    [Fact]
    public async Task Only_the_Owner_makes_keys_for_other_people()
    {
        using var bob = await App.CallerAsync("bob", WorkspaceRole.User);
        using var super = await App.CallerAsync("super", WorkspaceRole.SuperAdmin);
        var forBob = new CreateApiKeyRequest("For Bob", "bob", null, "User", 1);

        (await super.PostAsync("api-keys", forBob)).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        var made = (await App.Owner.PostAsync("api-keys", forBob)).Expect(HttpStatusCode.Created).As<ApiKeyResponse>();
        Assert.Equal(("bob", true), (made.HolderId, made.IsPerson));
        (await App.Owner.PostAsync("api-keys", forBob with { UserId = "nobody" })).ExpectInvalid("userId");

        var activity = (await bob.GetAsync("activity")).As<ListResponse<ActivityResponse>>();
        Assert.Contains(activity.Items, entry => entry is { Event: "apiKeyCreated", ActorName: "Olive Owner", UserId: "bob" });
    }

    [Fact]
    public async Task Keys_of_others_are_not_shown_and_not_revoked()
    {
        using var cid = await App.CallerAsync("cid", WorkspaceRole.Admin);
        using var dora = await App.CallerAsync("dora", WorkspaceRole.Admin);
        var key = (await cid.GetAsync("api-keys")).As<ListResponse<ApiKeyResponse>>().Items.Single();

        Assert.DoesNotContain(key.Id, (await dora.GetAsync("api-keys")).Text, StringComparison.Ordinal);
        (await dora.DeleteAsync($"api-keys/{key.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await cid.GetAsync("apps")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bad_fields_are_all_named() =>
        (await App.Owner.PostAsync("api-keys", new CreateApiKeyRequest(" ", "bob", "ro bot", "King", 366))).ExpectInvalid("name", "servicePrincipal", "userId", "role", "expiresInDays");
}
