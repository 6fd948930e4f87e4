using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.ScimUsers;

public sealed class ScimUserTests(PlatformApp platform) : IClassFixture<PlatformApp>
{
    private TestApp App => platform.App;

    private WorkspaceUsersTable People => App.Get<WorkspaceUsersTable>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<(bool IsActive, bool? HasLeft)> StandingAsync(string id) => await PersonAsync(id) is var person ? (person.Active, person.Directory?.HasLeft) : default;

    [Fact]
    public async Task A_user_is_a_person_of_the_workspace_with_name_addresses_and_the_role_User_and_no_password_is_kept()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var (name, secret) = ($"{Guid.NewGuid():N}", $"pw-{Guid.NewGuid():N}");

        var made = (await provider.SendAsync("POST", "Users", $$"""
            {"userName":"{{name}}@upn.test","password":"{{secret}}","name":{"givenName":"Zoë","familyName":"Zebra"},"emails":[{"value":"{{name}}@home.test","type":"home"},{"value":"{{name}}@corp.test","type":"work"}]}
            """)).Expect(201);
        var guest = await provider.SendAsync("POST", "Users", $$"""{"userName":"g{{name}}@upn.test","userType":"guest"}""");

        var person = await PersonAsync(made.Text("id"));
        Assert.Equal(("Zoë Zebra", $"{name}@corp.test", $"{name}@upn.test", WorkspaceUserKind.Directory, WorkspaceRole.User, true), (person.Name, person.Email, person.Username, person.Kind, person.Role, person.Active));
        Assert.Equal([$"{name}@home.test", $"{name}@upn.test"], person.Aliases);
        var other = await PersonAsync(guest.Expect(201).Text("id"));
        Assert.Equal((WorkspaceUserKind.Guest, WorkspaceRole.GuestUser), (other.Kind, other.Role));
        Assert.DoesNotContain(secret, await StoredText.ReadTablesAsync(App), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, App.Log.All, StringComparison.Ordinal);
        Assert.Equal((made.ETag, $"/scim/v2/Users/{person.Id}"), (made.Text("meta.version"), made.Location));
        Assert.Equal(304, (await provider.SendAsync("GET", $"Users/{person.Id}", null, ("If-None-Match", made.ETag ?? ""))).Status);
    }

    [Fact]
    public async Task Whoever_is_known_by_the_address_becomes_the_user_as_they_are_and_an_import_and_the_provider_speak_of_one_person()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var address = $"{Guid.NewGuid():N}@corp.test";
        await ImportAsync(new { id = $"e-{address}", email = $"Main.{address}", aliases = new[] { address }, name = address.Split('@')[0], role = "Admin" });

        var linked = await provider.UserAsync(address.ToUpperInvariant(), "ext");

        Assert.Equal($"e-{address}", linked);
        var person = await PersonAsync(linked);
        Assert.Equal((WorkspaceRole.Admin, address.ToUpperInvariant()), (person.Role, person.Email));
        Assert.Equal([$"Main.{address}"], person.Aliases);
        Assert.Equal(["personLinked"], await EventsAsync(linked, "personLinked"));

        var fresh = $"{Guid.NewGuid():N}@corp.test";
        var made = await provider.UserAsync(fresh);
        await ImportAsync(new { email = fresh, name = "Imported later" });
        Assert.Equal("Imported later", (await PersonAsync(made)).Name);
        Assert.Equal(fresh.Split('@')[0], (await provider.GetAsync($"Users/{made}")).Expect(200).Text("displayName"));
    }

    [Fact]
    public async Task Where_it_is_not_one_person_or_somebody_elses_user_nobody_is_linked()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        using var other = await ScimProvider.ConnectAsync(App);
        var (one, two) = ($"{Guid.NewGuid():N}@corp.test", $"{Guid.NewGuid():N}@corp.test");
        await ImportAsync(new { id = $"a-{one}", email = one });
        await ImportAsync(new { id = $"b-{one}", email = $"b{one}", aliases = new[] { one } });
        var theirs = await other.UserAsync(two);

        (await provider.SendAsync("POST", "Users", ScimProvider.UserOf(one))).ExpectError(409, "uniqueness");
        (await provider.SendAsync("POST", "Users", ScimProvider.UserOf(two))).ExpectError(409, "uniqueness");
        (await other.SendAsync("POST", "Users", $$"""{"userName":"other.{{two}}","emails":[{"value":"{{two}}"}]}""")).ExpectError(409, "uniqueness");
        Assert.Equal("0", (await provider.GetAsync("Users")).Text("totalResults"));

        (await App.Owner.DeleteAsync($"scim-connections/{other.Connection.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(theirs, await provider.UserAsync(two));
        Assert.Equal("1", (await provider.GetAsync($"Users?filter=userName eq \"{two}\"")).Text("totalResults"));
    }

    [Fact]
    public async Task Who_left_is_taken_back_only_as_the_same_user_and_never_because_somebody_else_has_the_address_now()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var address = $"{Guid.NewGuid():N}@corp.test";
        var first = await provider.UserAsync(address, "human-1");
        (await provider.SendAsync("DELETE", $"Users/{first}")).Expect(204);
        (await provider.SendAsync("DELETE", $"Users/{first}")).ExpectError(404);
        Assert.False((await PersonAsync(first)).Active);

        var second = await provider.UserAsync(address, "human-2");
        Assert.NotEqual(first, second);
        Assert.False((await PersonAsync(first)).Active);
        (await provider.SendAsync("DELETE", $"Users/{second}")).Expect(204);

        Assert.Equal(first, await provider.UserAsync(address, "human-1"));
        Assert.True((await PersonAsync(first)).Active);
        Assert.False((await PersonAsync(second)).Active);
        Assert.Equal(["personReturned"], await EventsAsync(first, "personReturned"));
        Assert.Equal(["scimUserDeleted"], await EventsAsync(first, "scimUserDeleted"));
    }

    [Fact]
    public async Task Who_is_inactive_leaves_with_keys_and_teams_and_comes_back_without_them()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var address = $"{Guid.NewGuid():N}@corp.test";
        var id = await provider.UserAsync(address);
        using var caller = await App.CallerAsync(id, WorkspaceRole.User);
        var team = (await App.Owner.PostAsync("teams", new TeamRequest($"Team {Guid.NewGuid():N}", [id]))).Expect(HttpStatusCode.Created).As<TeamResponse>();
        (await caller.GetAsync("apps")).Expect(HttpStatusCode.OK);

        Assert.Equal("false", (await provider.PatchAsync($"Users/{id}", "active", "False")).Expect(200).Text("active"));

        Assert.False((await PersonAsync(id)).Active);
        (await caller.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
        Assert.Empty((await App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().MemberIds ?? []);
        Assert.Equal("true", (await provider.PatchAsync($"Users/{id}", "active", true)).Expect(200).Text("active"));
        Assert.True((await PersonAsync(id)).Active);
        (await caller.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal(["personReturned", "personLeft"], (await EventsAsync(id, "personReturned", "personLeft")));

        // What Seatkeeper knows is what is shown, whoever changed it.
        (await App.Owner.DeleteAsync($"directory/users/{id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("false", (await provider.GetAsync($"Users/{id}")).Text("active"));
        (await provider.PatchAsync($"Users/{id}", "displayName", "Changed")).Expect(200);
        Assert.False((await PersonAsync(id)).Active);
    }

    [Fact]
    public async Task Whom_Entra_says_to_be_out_comes_with_Entra_and_what_the_provider_said_last_counts_then()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var address = $"{Guid.NewGuid():N}@corp.test";
        var id = await provider.UserAsync(address, "ext");
        var facts = new DirectoryFacts(Guid.NewGuid().ToString(), DirectoryState.Disabled, DateTimeOffset.UtcNow);
        await People.SaveAsync([await PersonAsync(id) with { Directory = facts }], Cancel);

        Assert.Equal("false", (await provider.PatchAsync($"Users/{id}", "active", false)).Expect(200).Text("active"));
        Assert.Equal((false, false), await StandingAsync(id));
        Assert.Equal("false", (await provider.PatchAsync($"Users/{id}", "active", true)).Expect(200).Text("active"));
        Assert.Equal((false, true), await StandingAsync(id));
        // Another attribute is no word about that.
        (await provider.PatchAsync($"Users/{id}", "displayName", "Changed")).Expect(200);
        Assert.Equal((false, true), await StandingAsync(id));
        (await provider.SendAsync("DELETE", $"Users/{id}")).Expect(204);
        Assert.Equal((false, false), await StandingAsync(id));
        Assert.Equal(id, await provider.UserAsync(address, "ext"));
        Assert.Equal((false, true), await StandingAsync(id));

        // Whom a person kept is in the provider's hands.
        await People.SaveAsync([await PersonAsync(id) with { Active = true, Directory = facts with { IsKept = true, HasLeft = true } }], Cancel);
        (await provider.PatchAsync($"Users/{id}", "active", false)).Expect(200);
        Assert.Equal((false, false), await StandingAsync(id));
        Assert.Equal("true", (await provider.PatchAsync($"Users/{id}", "active", true)).Expect(200).Text("active"));
        Assert.Equal((true, false), await StandingAsync(id));
    }

    [Fact]
    public async Task The_last_Owner_of_a_hub_stays_the_provider_is_told_why_and_their_keys_stop()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var (max, mia) = (await provider.UserAsync($"{Guid.NewGuid():N}@corp.test"), await provider.UserAsync($"{Guid.NewGuid():N}@corp.test"));
        using var caller = await App.CallerAsync(max, WorkspaceRole.User);
        using var robot = await App.ServiceAsync(max);
        var hub = Guid.NewGuid().ToString("N");
        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(hub, max, HubRole.Owner, DateTimeOffset.UtcNow), Cancel);

        var refused = (await provider.SendAsync("PATCH", $"Users/{max}", """{"Operations":[{"op":"replace","value":{"active":false,"displayName":"Gone"}}]}""")).ExpectError(400, "mutability");

        Assert.Contains(hub, refused.Text("detail"), StringComparison.Ordinal);
        (await caller.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
        (await robot.GetAsync("apps")).Expect(HttpStatusCode.OK);
        Assert.True((await PersonAsync(max)).Active);
        var shown = await provider.GetAsync($"Users/{max}");
        Assert.Equal("true", shown.Text("active"));
        Assert.NotEqual("Gone", shown.Text("displayName"));
        (await provider.SendAsync("DELETE", $"Users/{max}")).ExpectError(400, "mutability");
        Assert.Equal(["leavingRefused", "leavingRefused"], await EventsAsync(max, "leavingRefused", "personLeft"));

        await App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson(hub, mia, HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        (await provider.PatchAsync($"Users/{max}", "active", false)).Expect(200);
        Assert.False((await PersonAsync(max)).Active);
        (await robot.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_workspaces_Owner_keeps_record_and_keys_whatever_a_provider_says()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var id = PersonId.OfAddress(TestApp.OwnerEmail);
        var before = await PersonAsync(id);

        Assert.Equal(id, await provider.UserAsync(TestApp.OwnerEmail));
        (await provider.PatchAsync($"Users/{id}", "emails[type eq \"work\"].value", "thief@corp.test")).Expect(200);
        (await provider.PatchAsync($"Users/{id}", "active", "False")).ExpectError(400, "mutability");
        (await provider.SendAsync("DELETE", $"Users/{id}")).ExpectError(400, "mutability");

        var after = await PersonAsync(id);
        Assert.Equal((before.Name, before.Email, before.Role, true), (after.Name, after.Email, after.Role, after.Active));
        (await App.Owner.GetAsync("apps")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Changes_at_one_moment_are_all_kept_and_a_stale_version_is_refused()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var address = $"{Guid.NewGuid():N}@corp.test";
        var made = (await provider.SendAsync("POST", "Users", ScimProvider.UserOf(address))).Expect(201);
        var id = made.Text("id");

        string[] types = ["a1", "a2", "a3", "a4", "a5", "a6"];
        var answers = await Task.WhenAll(types.Select(type => provider.SendAsync("PATCH", $"Users/{id}", $$"""{"Operations":[{"op":"add","path":"emails","value":[{"type":"{{type}}","value":"{{type}}.{{address}}"}]}]}""")));

        Assert.All(answers, answer => answer.Expect(200));
        Assert.Equal(7, (await PersonAsync(id)).Aliases.Count + 1);
        (await provider.PatchAsync($"Users/{id}", "displayName", "Stale", ("If-Match", made.ETag ?? ""))).ExpectError(412);
        (await provider.SendAsync("DELETE", $"Users/{id}", null, ("If-Match", made.ETag ?? ""))).ExpectError(412);
        var now = await provider.GetAsync($"Users/{id}");
        var changed = (await provider.PatchAsync($"Users/{id}", "displayName", "Fresh", ("If-Match", now.ETag ?? ""))).Expect(200);
        Assert.Equal(changed.ETag, (await provider.PatchAsync($"Users/{id}", "displayName", "Fresh")).Expect(200).ETag);

        var same = $"{Guid.NewGuid():N}@corp.test";
        var twice = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => provider.SendAsync("POST", "Users", ScimProvider.UserOf(same))));
        Assert.Equal([201, 409, 409, 409], twice.Select(answer => answer.Status).Order());
        Assert.Single(await People.ReadAllAsync(Cancel), person => person.Email == same);
    }

    [Fact]
    public async Task Names_and_addresses_of_others_are_refused_and_what_is_given_up_is_free_again()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var (one, two) = ($"{Guid.NewGuid():N}@corp.test", $"{Guid.NewGuid():N}@corp.test");
        var (first, second) = (await provider.UserAsync(one), await provider.UserAsync(two));

        (await provider.PatchAsync($"Users/{second}", "userName", one.ToUpperInvariant())).ExpectError(409, "uniqueness");
        (await provider.PatchAsync($"Users/{second}", "emails[type eq \"work\"].value", one)).ExpectError(409, "uniqueness");
        (await provider.SendAsync("PUT", $"Users/{second}", ScimProvider.UserOf(one))).ExpectError(409, "uniqueness");
        (await provider.PatchAsync($"Users/{second}", "emails", new JsonArray())).Expect(200);
        Assert.Equal(two, (await PersonAsync(second)).Email);
        (await provider.PatchAsync($"Users/{second}", "userName", "no.address")).ExpectError(400, "invalidValue");

        (await provider.SendAsync("PUT", $"Users/{first}", ScimProvider.UserOf($"new.{one}"))).Expect(200);
        Assert.Equal("0", (await provider.GetAsync($"Users?filter=emails.value eq \"{one}\"")).Text("totalResults"));
        Assert.Equal("0", (await provider.GetAsync($"Users?filter=userName eq \"{one}\"")).Text("totalResults"));
        (await provider.PatchAsync($"Users/{second}", "userName", one)).Expect(200);
        (await provider.PatchAsync($"Users/{second}", "active", false)).Expect(200);
        var third = await provider.UserAsync($"third.{two}");
        (await provider.PatchAsync($"Users/{third}", "emails[type eq \"other\"].value", one)).Expect(200);
        (await provider.PatchAsync($"Users/{second}", "active", true)).ExpectError(409, "uniqueness");
        (await provider.SendAsync("DELETE", $"Users/{third}")).Expect(204);
        (await provider.PatchAsync($"Users/{second}", "active", true)).Expect(200);
        Assert.Equal(second, (await provider.GetAsync($"Users?filter=userName eq \"{one}\"")).Text("Resources.0.id"));
        Assert.Equal(["personChanged"], await EventsAsync(first, "personChanged"));
    }

    [Fact]
    public async Task Pages_hold_everybody_once_in_one_order()
    {
        using var provider = await ScimProvider.ConnectAsync(App);
        var made = new List<string>();
        for (var nth = 0; nth < 7; nth++)
            made.Add(await provider.UserAsync($"{nth}.{Guid.NewGuid():N}@corp.test", nth < 3 ? "twins" : null));
        (await provider.PatchAsync($"Users/{made[0]}", "active", false)).Expect(200);

        var seen = new List<string>();
        for (var start = 1; start <= 7; start += 3)
        {
            var page = (await provider.GetAsync($"Users?startIndex={start}&count=3&attributes=userName")).Expect(200);
            Assert.Equal(("7", $"{start}", ""), (page.Text("totalResults"), page.Text("startIndex"), page.Text("Resources.0.emails")));
            seen.AddRange((page.Json["Resources"]?.AsArray() ?? []).Select(user => user?["id"]?.ToString() ?? ""));
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), seen);
        Assert.Equal(("7", "0"), Counts(await provider.GetAsync("Users?count=0")));
        Assert.Equal(("7", "0"), Counts(await provider.GetAsync("Users?count=-5")));
        Assert.Equal(("7", "7"), Counts(await provider.GetAsync("Users?startIndex=-1&count=99999")));
        Assert.Equal(("3", "2"), Counts(await provider.GetAsync("Users?filter=externalId eq \"twins\"&count=2")));
        Assert.Equal(("1", "1"), Counts(await provider.GetAsync("Users?filter=active eq false")));
        Assert.Equal(("2", "2"), Counts(await provider.GetAsync("Users?filter=externalId eq \"twins\" and active eq true")));
        Assert.Equal(("0", "0"), Counts(await provider.GetAsync("Users?filter=externalId eq \"TWINS\"")));

        static (string, string) Counts(ScimAnswer answer) => (answer.Expect(200).Text("totalResults"), answer.Text("itemsPerPage"));
    }

    private async Task<DirectoryPerson> PersonAsync(string id) => await People.FindAsync(id, Cancel) ?? throw new InvalidOperationException($"No person {id}.");

    private async Task ImportAsync(object line) =>
        (await App.Owner.PostTextAsync("directory/users/import", System.Text.Json.JsonSerializer.Serialize(line), "application/x-ndjson")).Expect(HttpStatusCode.OK);

    private async Task<IEnumerable<string>> EventsAsync(string userId, params string[] of) =>
        (await App.Get<ActivityTable>().ReadAsync(new ActivityFilter(null, UserId: userId), Cancel).ToListAsync(Cancel)).Select(entry => entry.Entry.Event).Where(what => Array.IndexOf(of, what) >= 0);
}
