using System.Net;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.EntraSimulator.Hosting;
using Seatkeeper.EntraSimulator.Issuing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Tokens;

/// <summary>A workspace on Azure: there is no key to begin with.</summary>
public sealed class FirstOwnerTests(AzuriteServer azurite) : IAsyncLifetime
{
    private const string Ann = "aaaaaaaa-1234-4abc-8def-001122334455";
    private const string Ben = "bbbbbbbb-1234-4abc-8def-001122334455";

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private RunningIssuer? issuer;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningIssuer Issuer => issuer ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => issuer = await RunningIssuer.StartAsync(Cancel);

    public ValueTask DisposeAsync() => Issuer.DisposeAsync();

    [Fact]
    public async Task Whoever_first_calls_with_the_owners_role_is_the_owner_and_nobody_after_them()
    {
        await using var app = await StartAsync();
        await RefusedAsync(app, Issuer.TokenOf(Ann, "SuperAdmin", "Ann", "ann@example.com"));
        await RefusedAsync(app, Issuer.TokenOf(Ann, "Owner", "Ann", "no address"));

        // Several calls at once make one Owner.
        var ann = Issuer.TokenOf(Ann, "Owner", "Ann", "ann@example.com");
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => GetAsync(app, ann))))
            answer.Expect(HttpStatusCode.OK);

        await RefusedAsync(app, Issuer.TokenOf(Ben, "Owner", "Ben", "ben@example.com"));
        var owner = await app.Get<WorkspaceUsersTable>().FindOwnerAsync(Cancel);
        Assert.Equal((Ann, "Ann", "ann@example.com", WorkspaceUserKind.Directory), (owner?.Id, owner?.Name, owner?.Email, owner?.Kind));
        var told = (await GetAsync(app, ann, "activity")).Expect(HttpStatusCode.OK).As<ListResponse<ActivityResponse>>().Items;
        Assert.Equal(Ann, Assert.Single(told, entry => entry.Event == "firstOwnerMade").ActorId);
    }

    [Fact]
    public async Task Where_the_setting_names_somebody_it_is_nobody_else_and_they_need_no_role_in_the_tenant()
    {
        await using var app = await StartAsync(settings =>
        {
            settings["Bootstrap:OwnerObjectId"] = Ann.ToUpperInvariant();
            settings["Bootstrap:OwnerEmail"] = "ann.owner@example.com";
        });
        await RefusedAsync(app, Issuer.TokenOf(Ben, "Owner", "Ben", "ben@example.com"));

        var ann = Issuer.Token(Ann, claims => claims.Remove("roles"));
        (await GetAsync(app, ann)).Expect(HttpStatusCode.OK);
        // What the tenant's administrator cannot take away is said aloud.
        Assert.Contains("empty the setting", app.Log.All, StringComparison.Ordinal);

        var users = app.Get<WorkspaceUsersTable>();
        var owner = await users.FindOwnerAsync(Cancel);
        Assert.Equal((Ann, "ann.owner@example.com"), (owner?.Id, owner?.Email));
        // A role in the token is the truth; and the setting gives nothing to somebody who is Owner no more.
        await RefusedAsync(app, Issuer.TokenOf(Ann, "LoginOnly", "Ann", "ann@example.com"));
        await users.SaveAsync([owner! with { Role = WorkspaceRole.User }, Person("carl", null) with { Role = WorkspaceRole.Owner }], Cancel);
        await RefusedAsync(app, ann);
    }

    [Fact]
    public async Task Somebody_whom_the_directory_knows_already_becomes_the_owner_where_they_are_tied_to_the_object_id()
    {
        await using var app = await StartAsync();
        var users = app.Get<WorkspaceUsersTable>();
        await users.SaveAsync([Person("imported-ann", Ann), Person(Ben, "cccccccc-1234-4abc-8def-001122334455")], Cancel);

        (await GetAsync(app, Issuer.TokenOf(Ann, "Owner", "Ann", "other@example.com"))).Expect(HttpStatusCode.OK);

        Assert.Equal("imported-ann", (await users.FindOwnerAsync(Cancel))?.Id);
        // Whose id is an object id, but who is tied to another one, is not that person.
        await RefusedAsync(app, Issuer.TokenOf(Ben, "Admin", "Ben", "ben@example.com"));

        // A tie that is gone counts no more; a new one counts within a minute.
        var ann = await users.FindAsync("imported-ann", Cancel);
        await users.SaveAsync([ann! with { Directory = new DirectoryFacts(Ben, DirectoryState.Present, clock.GetUtcNow()) }], Cancel);
        await RefusedAsync(app, Issuer.TokenOf(Ann, "Admin", "Ann", "ann@example.com"));
        clock.Advance(TimeSpan.FromMinutes(1));
        (await GetAsync(app, Issuer.TokenOf(Ben, "Admin", "Ann", "ann@example.com"))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_people_who_call_at_the_same_moment_with_the_owners_role_one_is_the_owner()
    {
        await using var app = await StartAsync();
        var tokens = new[] { Issuer.TokenOf(Ann, "Owner", "Ann", "ann@example.com"), Issuer.TokenOf(Ben, "Owner", "Ben", "ben@example.com") };
        var answers = await Task.WhenAll(tokens.SelectMany(token => Enumerable.Repeat(token, 3)).Select(token => GetAsync(app, token)));

        var users = app.Get<WorkspaceUsersTable>();
        var owner = Assert.Single(await users.ReadAllAsync(Cancel), person => person.Role == WorkspaceRole.Owner);
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        // However close they are: both looked and found nobody, and the second to write is refused.
        var seen = await users.FindFirstOwnerTagAsync(Cancel);
        await users.SaveAsync([owner with { Role = WorkspaceRole.User }], Cancel);
        await users.SaveFirstOwnerAsync(Person("carl", null) with { Role = WorkspaceRole.Owner }, seen, Cancel);
        await Assert.ThrowsAnyAsync<RequestFailedException>(() => users.SaveFirstOwnerAsync(Person("dora", null) with { Role = WorkspaceRole.Owner }, seen, Cancel));
        await Assert.ThrowsAnyAsync<RequestFailedException>(() => users.SaveFirstOwnerAsync(Person("emil", null) with { Role = WorkspaceRole.Owner }, null, Cancel));
        Assert.Equal("carl", (await users.FindOwnerAsync(Cancel))?.Id);
    }

    [Fact]
    public async Task A_second_row_under_somebodys_object_id_takes_nothing_from_whoever_is_tied_to_it()
    {
        await using var app = await StartAsync();
        var users = app.Get<WorkspaceUsersTable>();
        await users.SaveAsync([Person("imported-ann", Ann) with { Role = WorkspaceRole.Owner }, Person(Ben, null)], Cancel);
        var ann = Issuer.TokenOf(Ann, "Owner", "Ann", "ann@example.com");

        // By an import: it means the person who is tied, in whatever case.
        var line = $$"""{"id":"{{Ann.ToUpperInvariant()}}","name":"Mallory","email":"mallory@example.com"}""";
        using var caller = app.Owner.With(null);
        var imported = await caller.SendAsync(HttpMethod.Post, "directory/users/import", new StringContent(line, System.Text.Encoding.UTF8, "application/x-ndjson"), ("Authorization", $"Bearer {ann}"));
        imported.Expect(HttpStatusCode.OK);
        Assert.Null(await users.FindAsync(Ann, Cancel));
        Assert.Null(await users.FindAsync(Ann.ToUpperInvariant(), Cancel));
        Assert.Equal(("Person imported-ann", WorkspaceRole.Owner), ((await users.FindAsync("imported-ann", Cancel))?.Name, (await users.FindAsync("imported-ann", Cancel))?.Role));

        // And where there is such a row already.
        await users.SaveAsync([Person(Ann, null)], Cancel);
        var made = (await PostKeyAsync(app, ann)).Expect(HttpStatusCode.Created);
        Assert.Equal("imported-ann", made.Json["holderId"]?.ToString());
        // Whom nobody is tied to is found by their id as before.
        (await GetAsync(app, Issuer.TokenOf(Ben, "Admin", "Ben", "ben@example.com"))).Expect(HttpStatusCode.OK);
    }

    private DirectoryPerson Person(string id, string? objectId) => new(id, WorkspaceUserKind.Directory, $"Person {id}", null, $"{id}@example.com", [], WorkspaceRole.User, Active: true)
    {
        Directory = objectId is null ? null : new DirectoryFacts(objectId, DirectoryState.Present, clock.GetUtcNow()),
    };

    private Task<TestApp> StartAsync(Action<IDictionary<string, string?>>? more = null) => TestApp.StartAsync(
        azurite,
        services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(clock);
        },
        settings =>
        {
            settings.Remove("Bootstrap:OwnerKeyHash");
            settings.Remove("Bootstrap:OwnerEmail");
            settings["Entra:TenantId"] = RunningIssuer.Tenant;
            settings["Entra:Audience"] = RunningIssuer.ClientId;
            settings["Entra:Authority"] = Issuer.Authority;
            more?.Invoke(settings);
        });

    private static async Task<ApiAnswer> PostKeyAsync(TestApp app, string token)
    {
        using var caller = app.Owner.With(null);
        return await caller.SendAsync(HttpMethod.Post, "api-keys", System.Net.Http.Json.JsonContent.Create(new { name = "Mine" }), ("Authorization", $"Bearer {token}"));
    }

    private static async Task RefusedAsync(TestApp app, string token) => (await GetAsync(app, token)).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");

    private static async Task<ApiAnswer> GetAsync(TestApp app, string token, string path = "teams")
    {
        using var caller = app.Owner.With(null);
        return await caller.SendAsync(HttpMethod.Get, path, null, ("Authorization", $"Bearer {token}"));
    }
}
