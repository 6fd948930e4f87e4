using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Access;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Directory;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Scim;
using Seatkeeper.Functions.ScimUsers;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Activity;

/// <summary>Callers who hang up when what they asked for is written and the activity does not tell of it yet.</summary>
public sealed class HungUpCallTests(HubWorld world) : IClassFixture<HubWorld>
{
    // Telling begins with a look at where the chain ends.
    private const string Telling = $"/{ActivityTable.Name}(";
    private const string LookingForKeys = $"/{ApiKeysTable.Name}()";

    [Fact]
    public async Task A_partner_who_was_added_is_told()
    {
        var email = $"{Guid.NewGuid():N}@partner.example";

        await HangUpAsync(world.App.Owner.Key, nameof(AddPartner), new AddPartnerRequest("Pat", email));

        Assert.Equal(["partnerAdded"], await EventsOfAsync(PersonId.OfAddress(email)));
    }

    [Fact]
    public async Task What_was_written_of_an_account_is_told()
    {
        var owner = await world.PersonAsync(WorkspaceRole.User);
        var (account, _) = await world.AccountAsync(owner);

        await HangUpAsync(owner.Caller.Key, nameof(SaveAccount), new SaveAccountRequest("ahrefs", "Bot", "bot@example.com", HubWorld.Password, null, "automation"));
        await HangUpAsync(owner.Caller.Key, nameof(ChangeCredentials), new ChangeCredentialsRequest("N3w-password", null), account);
        await HangUpAsync(owner.Caller.Key, nameof(UploadSession), new UploadSessionRequest([JsonSerializer.SerializeToElement(new { name = "sid", value = "v", domain = "app.example", path = "/" })], null), account);

        Assert.Equal(["accountSaved", "credentialsChanged", "sessionUploaded"], await EventsOfAsync(owner.Person.Id));
    }

    [Fact]
    public async Task What_lets_somebody_call_is_told_and_that_a_provider_may_call_no_more()
    {
        var super = await world.PersonAsync(WorkspaceRole.SuperAdmin);
        using var provider = await ScimProvider.ConnectAsync(world.App);

        await HangUpAsync(super.Caller.Key, nameof(CreateApiKey), new CreateApiKeyRequest("For the night", null, null, null, 1));
        await HangUpAsync(super.Caller.Key, nameof(CreateScimConnection), new CreateScimConnectionRequest("Provider", null, null));
        await HangUpAsync(super.Caller.Key, nameof(RevokeScimConnection), body: null, provider.Connection.Id);

        var told = await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null), HubWorld.Cancel).Where(entry => entry.Entry.ActorId == super.Person.Id).ToListAsync(HubWorld.Cancel);
        Assert.Equal(["apiKeyCreated", "scimConnectionCreated", "scimConnectionRevoked"], told.Select(entry => entry.Entry.Event).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_provider_made_changed_and_deleted_is_told()
    {
        var made = (await world.App.Owner.PostAsync("scim-connections", new CreateScimConnectionRequest("Provider", null, null))).As<ScimConnectionResponse>();
        using var provider = new ScimProvider(world.App.Owner.Address, made.Token);
        var (address, token) = ($"{Guid.NewGuid():N}@corp.test", $"Bearer {made.Token}");

        await HangUpAsync(token, nameof(CreateScimUser), JsonNode.Parse(ScimProvider.UserOf(address)));
        var id = (await provider.GetAsync($"Users?filter=userName eq \"{address}\"")).Expect(200).Json["Resources"]?[0]?["id"]?.GetValue<string>() ?? "";
        await HangUpAsync(token, nameof(ReplaceScimUser), JsonNode.Parse(ScimProvider.UserOf($"new.{address}")), id);
        (await provider.PatchAsync($"Users/{id}", "active", false)).Expect(200);
        // That the person left is told already, and looked at again before the user goes.
        await HangUpAsync(token, nameof(DeleteScimUser), body: null, id, isWritten: async () => await world.App.Get<ScimUsersTable>().FindAsync(made.SourceId, id, HubWorld.Cancel) is null);

        Assert.Equal(["personAdded", "personChanged", "personLeft", "scimUserDeleted"], await EventsOfAsync(id));
    }

    [Theory]
    [InlineData(Telling)]
    [InlineData(LookingForKeys)]
    public async Task Who_left_has_no_key_any_more_and_that_is_told(string when)
    {
        var person = await world.PersonAsync(WorkspaceRole.User);

        await HangUpAsync(world.App.Owner.Key, nameof(DeleteUser), body: null, person.Person.Id, when);

        Assert.All((await world.App.Get<ApiKeysTable>().ListAsync(HubWorld.Cancel)).Where(key => key.HolderId == person.Person.Id), key => Assert.NotNull(key.RevokedAt));
        Assert.Equal(["apiKeyRevoked", "personLeft"], await EventsOfAsync(person.Person.Id));
    }

    private async Task<IEnumerable<string>> EventsOfAsync(string userId) =>
        (await world.App.Get<ActivityTable>().ReadAsync(new ActivityFilter(HubId: null, UserId: userId), HubWorld.Cancel).ToListAsync(HubWorld.Cancel))
            .Select(entry => entry.Entry.Event).Order(StringComparer.Ordinal);

    // The call goes through the app's gate as any other does; only who hangs up, and when, is not left to a network.
    private async Task HangUpAsync(string key, string function, object? body, string? id = null, string when = Telling, Func<Task<bool>>? isWritten = null)
    {
        using var caller = new CancellationTokenSource();
        await using var scope = world.App.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = caller.Token };
        http.Request.Headers[key.StartsWith("Bearer ", StringComparison.Ordinal) ? "Authorization" : "X-Api-Key"] = key;
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options));
        http.Request.RouteValues["id"] = id;
        var called = HttpFunction.OfTheApp().Single(found => found.Name == function);
        world.Faults.WhenAsked = async asked =>
        {
            if (asked.Contains(when, StringComparison.Ordinal) && (isWritten is null || await isWritten()))
                await caller.CancelAsync();
        };
        await world.App.Get<ApiGate>().PassAsync(http, called.Name, () => called.RunAsync(http));
        world.Faults.WhenAsked = null;
        Assert.True(caller.IsCancellationRequested, $"{function} was over before {when}.");
    }
}
