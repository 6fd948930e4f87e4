using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Directory;

public sealed class ImportUsersTests(PlatformApp platform, AzuriteServer azurite) : IClassFixture<PlatformApp>
{
    private const string JsonLines = "application/x-ndjson";
    private const string Csv = "text/csv";

    private TestApp App => platform.App;

    [Fact]
    public async Task Adds_changes_and_lets_nobody_leave()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var csv = "email,name,kind,aliases\nann@example.com,Ann,,a@example.com;b@example.com\nbob@example.com,\"Bob, the second\",Guest,\n";
        Assert.Equal((2, 0, 0), Counts((await app.Owner.PostTextAsync("directory/users/import", csv, Csv)).Expect(HttpStatusCode.OK)));

        var json = """{"email":"ANN@example.com","name":"Ann Other"}""" + "\n\n" + """{"email":"李@example.com","name":"李小龙"}""" + "\n";
        Assert.Equal((1, 1, 0), Counts((await app.Owner.PostTextAsync("directory/users/import", json, JsonLines)).Expect(HttpStatusCode.OK)));
        Assert.Equal((0, 0, 2), Counts((await app.Owner.PostTextAsync("directory/users/import", json, JsonLines)).Expect(HttpStatusCode.OK)));

        var people = (await app.Owner.GetAsync("directory/users")).As<ListResponse<WorkspaceUserResponse>>().Items;
        Assert.Equal(4, people.Count);
        var ann = Assert.Single(people, person => person.Name == "Ann Other");
        Assert.Equal((WorkspaceUserKind.Directory, WorkspaceRole.User, true), (ann.Kind, ann.Role, ann.Active));
        Assert.Equal(["a@example.com", "b@example.com"], ann.Aliases);
        Assert.Equal(WorkspaceRole.GuestUser, people.Single(person => person.Name == "Bob, the second").Role);
    }

    [Fact]
    public async Task Malformed_csv_lines_are_named_by_number_and_the_rest_is_imported_only_if_asked()
    {
        var csv = "email,name\r\n\r\ncsv1@example.com,One\r\ncsv2@example.com,\"Two\r\ncsv3@example.com\r\nnobody,Four\r\ncsv5@example.com,Fi\"ve\r\ncsv6@example.com,Six\r\n";

        var refused = (await App.Owner.PostTextAsync("directory/users/import", csv, Csv)).ExpectInvalid("line 4", "line 5", "line 6", "line 7");
        Assert.DoesNotContain("csv1@", (await App.Owner.GetAsync("directory/users?search=csv")).Text, StringComparison.Ordinal);

        var imported = (await App.Owner.PostTextAsync("directory/users/import?skipInvalid=true", csv, Csv)).Expect(HttpStatusCode.OK).As<ImportResponse>();
        Assert.Equal((2, 4), (imported.Added, imported.Rejected.Count));
        Assert.Equal([4, 5, 6, 7], imported.Rejected.Select(row => row.Line));
        Assert.Contains("email", imported.Rejected[2].Error, StringComparison.Ordinal);
        Assert.Contains("line 4", refused.Json["detail"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"email":"x@example.com","shoe":44}""", "shoe")]
    [InlineData("""{"email":7}""", "email")]
    [InlineData("""{"email":"x@example.com","role":"King"}""", "role")]
    [InlineData("""{"email":"x@example.com","kind":"Robot"}""", "kind")]
    [InlineData("""{"email":"x@example.com","id":"a/b"}""", "id")]
    [InlineData("""{"email":"x@example.com","id":"seatkeeper"}""", "id")]
    [InlineData("""{"email":"x@example.com","id":"SeatKeeper"}""", "id")]
    [InlineData("""{"email":"x@example.com","name":"a\u0007b"}""", "name")]
    [InlineData("""{"email":"x@example.com","aliases":["nope"]}""", "aliases")]
    [InlineData("not json", "JSON")]
    public async Task Malformed_json_lines_name_the_field(string line, string named)
    {
        var answer = (await App.Owner.PostTextAsync("directory/users/import", "{\"email\":\"good@example.com\"}\n" + line, JsonLines)).ExpectInvalid("line 2");

        Assert.Contains(named, answer.Json["errors"]?["line 2"]?[0]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_a_role_above_their_own()
    {
        using var admin = await App.CallerAsync("admin", WorkspaceRole.Admin);
        using var super = await App.CallerAsync("super-kept", WorkspaceRole.SuperAdmin);

        (await ImportAsync(admin, """{"email":"up@example.com","role":"SuperAdmin"}""")).ExpectInvalid("line 1");
        (await ImportAsync(admin, """{"id":"super-kept","email":"super-kept@example.com","role":"User"}""")).ExpectInvalid("line 1");
        (await ImportAsync(App.Owner, """{"email":"up@example.com","role":"Owner"}""")).ExpectInvalid("line 1");
        (await ImportAsync(App.Owner, $$"""{"email":"{{TestApp.OwnerEmail}}","role":"User"}""")).ExpectInvalid("line 1");
        (await ImportAsync(admin, """{"email":"same@example.com","role":"Admin"}""")).Expect(HttpStatusCode.OK);

        var given = (await App.Owner.GetAsync("activity")).As<ListResponse<ActivityResponse>>().Items;
        Assert.Contains(given, entry => entry is { Event: "workspaceRoleChanged", Target: "same@example.com", After: "Admin", ActorId: "admin" });
    }

    [Fact]
    public async Task Who_left_once_and_is_back_is_unchanged_for_later_imports_whoever_imports()
    {
        using var admin = await App.CallerAsync("admin-later", WorkspaceRole.Admin);
        using var super = await App.CallerAsync("super-back", WorkspaceRole.SuperAdmin);
        const string line = """{"id":"super-back","email":"super-back@example.com"}""";
        (await App.Owner.DeleteAsync("directory/users/super-back")).Expect(HttpStatusCode.NoContent);

        Assert.Equal((0, 1, 0), Counts((await ImportAsync(App.Owner, line)).Expect(HttpStatusCode.OK)));
        Assert.Equal((0, 0, 1), Counts((await ImportAsync(App.Owner, line)).Expect(HttpStatusCode.OK)));
        Assert.Equal((0, 0, 1), Counts((await ImportAsync(admin, line)).Expect(HttpStatusCode.OK)));
        Assert.NotNull((await App.Get<WorkspaceUsersTable>().FindAsync("super-back", TestContext.Current.CancellationToken))?.LeftAt);
    }

    [Fact]
    public async Task A_person_named_twice_is_refused_with_both_lines()
    {
        var answer = (await ImportAsync(App.Owner, "{\"email\":\"twice@example.com\"}\n{\"email\":\"TWICE@example.com\"}")).ExpectInvalid("line 2");

        Assert.Contains("line 1", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_an_id_means_whoever_is_here_and_has_the_address_and_nobody_is_made_twice()
    {
        var (users, cancel) = (App.Get<WorkspaceUsersTable>(), TestContext.Current.CancellationToken);
        var key = Guid.NewGuid().ToString("N");
        string At(string name) => $"{name}-{key}@example.com";
        DirectoryPerson Person(string id, string email, bool isHere = true) => new(id, WorkspaceUserKind.Directory, id, null, email, [], WorkspaceRole.User, isHere);
        var (left, moved) = (PersonId.OfAddress(At("a")), PersonId.OfAddress(At("b")));
        await users.SaveAsync(
            [
                Person(left, At("a"), isHere: false), Person($"now-{key}", At("a")), Person(moved, At("c")), Person($"x-{key}", At("x")), Person($"y-{key}", At("x")),
                Person($"out-{key}", At("o"), isHere: false) with { Directory = new DirectoryFacts($"out-{key}", DirectoryState.Disabled, DateTimeOffset.UtcNow) },
            ], cancel);

        var lines = string.Join('\n', new[] { "a", "c", "o" }.Select(name => $$"""{"email":"{{At(name)}}","name":"Of the file"}"""));
        Assert.Equal((0, 3, 0), Counts((await ImportAsync(App.Owner, lines)).Expect(HttpStatusCode.OK)));

        Assert.Equal((left, false), await users.FindAsync(left, cancel) is { } former ? (former.Name, former.Active) : default);
        Assert.Equal("Of the file", (await users.FindAsync($"now-{key}", cancel))?.Name);
        Assert.Equal(("Of the file", At("c")), await users.FindAsync(moved, cancel) is { } same ? (same.Name, same.Email) : default);
        // Who is out in the directory comes with it, and is not told to be back before.
        Assert.Equal((false, true), await users.FindAsync($"out-{key}", cancel) is { } away ? (away.Active, away.Directory?.HasLeft) : default);
        Assert.DoesNotContain((await App.Owner.GetAsync("activity")).As<ListResponse<ActivityResponse>>().Items, entry => entry.Event == "personReturned" && entry.Target == At("o"));

        Assert.Contains("2 people", (await ImportAsync(App.Owner, $$"""{"email":"{{At("x")}}"}""")).ExpectInvalid("line 1").Text, StringComparison.Ordinal);
        var id = Guid.NewGuid().ToString();
        (await ImportAsync(App.Owner, $$"""{"id":"{{id.ToUpperInvariant()}}","email":"{{At("g")}}"}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(At("g"), (await users.FindAsync(id, cancel))?.Email);
    }

    [Theory]
    [InlineData("email,shoe\n", Csv, "shoe")]
    [InlineData("name\nAnn\n", Csv, "email")]
    [InlineData("email,email\n", Csv, "email")]
    public async Task A_header_with_other_columns_is_refused(string body, string contentType, string field) =>
        (await App.Owner.PostTextAsync("directory/users/import", body, contentType)).ExpectInvalid(field);

    [Theory]
    [InlineData("", JsonLines)]
    [InlineData("{}", "application/json")]
    public async Task A_body_that_is_no_import_is_refused(string body, string contentType) =>
        (await App.Owner.PostTextAsync("directory/users/import", body, contentType)).ExpectProblem(HttpStatusCode.BadRequest, "invalid");

    [Fact]
    public async Task Five_thousand_people_fit_into_one_import()
    {
        await using var app = await TestApp.StartAsync(azurite);
        var csv = "email,name\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"person{i}@example.com,Person {i}\n"));

        Assert.Equal((5000, 0, 0), Counts((await app.Owner.PostTextAsync("directory/users/import", csv, Csv)).Expect(HttpStatusCode.OK)));
        Assert.Equal(5001, (await app.Get<WorkspaceUsersTable>().ReadAllAsync(TestContext.Current.CancellationToken)).Count);
    }

    private static Task<ApiAnswer> ImportAsync(TestCaller caller, string lines) => caller.PostTextAsync("directory/users/import", lines, JsonLines);

    private static (int Added, int Changed, int Unchanged) Counts(ApiAnswer answer) => answer.As<ImportResponse>() is var import ? (import.Added, import.Changed, import.Unchanged) : default;
}
