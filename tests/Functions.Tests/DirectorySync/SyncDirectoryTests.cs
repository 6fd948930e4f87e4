using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.DirectorySync;

public sealed class SyncDirectoryTests(AzuriteServer azurite, GraphSite site)
{
    private const string JsonLines = "application/x-ndjson";

    private static JsonObject Guest(string name, string mail) => new()
    {
        ["displayName"] = name,
        ["userPrincipalName"] = $"{mail.Replace('@', '_')}#EXT#@corp.test",
        ["mail"] = mail,
        ["userType"] = "Guest",
    };

    [Fact]
    public async Task People_and_guests_come_with_their_addresses_by_pages_and_a_second_sync_finds_nothing()
    {
        var ann = Person("Ann Ames", "ann@corp.test");
        ann["proxyAddresses"] = new JsonArray("SMTP:ann@corp.test", "smtp:a.ames@corp.test", "sip:ann@corp.test", "X500:/o=corp/cn=ann");
        ann["otherMails"] = new JsonArray("ann@home.test", "no address");
        var recipe = Recipe([ann, Guest("Gus Guest", "gus@partner.test"), Person("Dora Disabled", "dora@corp.test")]);
        recipe["users"] = 30;
        recipe["options"] = new JsonObject { ["deltaPageSize"] = 7, ["deltaRefusesTop"] = true, ["deltaEmptyPages"] = 1, ["deltaRepeats"] = true };
        await using var rig = await StartAsync(azurite, site, recipe);
        await rig.World.ChangeUserAsync("dora@corp.test", new JsonObject { ["accountEnabled"] = false }, Cancel);

        var first = await rig.SyncAsync();
        Assert.Equal((AutomatedTaskStatus.Completed, AutomatedTaskType.SyncDirectory), (first.Status, first.Type));
        var person = await rig.PersonAsync("ann@corp.test");
        Assert.Equal(await rig.World.UserIdAsync("ann@corp.test", Cancel), person.Id);
        Assert.Equal((WorkspaceUserKind.Directory, WorkspaceRole.User, "Ann Ames", "ann@corp.test"), (person.Kind, person.Role, person.Name, person.Username));
        Assert.Equal(["a.ames@corp.test", "ann@home.test"], person.Aliases);
        var guest = await rig.PersonAsync("gus@partner.test");
        Assert.Equal((WorkspaceUserKind.Guest, WorkspaceRole.GuestUser, true), (guest.Kind, guest.Role, guest.Active));
        Assert.Equal((false, DirectoryState.Disabled), (await rig.PersonAsync("dora@corp.test")) is { } dora ? (dora.Active, dora.Directory?.State) : default);
        var everybody = await rig.Users.ReadAllAsync(Cancel);
        Assert.Equal(34, everybody.Count);

        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);
        Assert.Equal(everybody.Select(one => (one.Id, one.Tag)), (await rig.Users.ReadAllAsync(Cancel)).Select(one => (one.Id, one.Tag)));
        Assert.DoesNotContain(rig.World.ClientSecret, rig.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rename_and_another_address_are_taken_over_and_told_and_a_role_stays_as_it_is()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann")));
        await rig.SyncAsync();
        var ann = await rig.PersonAsync("ann@corp.test");
        await rig.Users.SaveAsync([ann with { Role = WorkspaceRole.Admin }], Cancel);

        await rig.World.ChangeUserAsync(ann.Id, new JsonObject { ["displayName"] = "Ann Other", ["mail"] = "ann.other@corp.test", ["userPrincipalName"] = "ann.other@corp.test", ["proxyAddresses"] = new JsonArray("smtp:ann@corp.test") }, Cancel);
        await rig.SyncAsync();

        var after = await rig.PersonAsync("ann.other@corp.test");
        Assert.Equal((ann.Id, "Ann Other", WorkspaceRole.Admin), (after.Id, after.Name, after.Role));
        Assert.Equal(["ann@corp.test"], after.Aliases);
        var told = Assert.Single(await rig.EventsAsync("personChanged"));
        Assert.Contains("Ann Other", told.After, StringComparison.Ordinal);
        Assert.Equal(ann.Id, told.UserId);
    }

    [Fact]
    public async Task Whoever_was_imported_is_found_again_and_nobody_is_made_one_with_somebody_else()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(
            [Person("Smith, Ann", "ann@corp.test"), Person("Bob Brown", "bob@corp.test"), Person("Cleo Clark", "cleo@corp.test")], ("SEO", ["ann@corp.test", "bob@corp.test"])));
        await rig.App.Owner.PostTextAsync(
            "directory/users/import",
            """{"email":"ann@corp.test","name":"Ann Smith","role":"Admin"}""" + "\n" + """{"email":"bob@corp.test","name":"Robert Other"}""" + "\n" + """{"email":"c@corp.test","name":"Cleo Clark","aliases":["cleo@corp.test"]}""", JsonLines);
        var imported = (await rig.Users.ReadAllAsync(Cancel)).ToDictionary(person => person.Email, person => person.Id, StringComparer.Ordinal);
        // The group is known before its people are.
        var group = await rig.MapAsync("SEO");

        var task = await rig.SyncAsync();

        var ann = await rig.PersonAsync("ann@corp.test");
        Assert.Equal((imported["ann@corp.test"], WorkspaceRole.Admin, "Smith, Ann"), (ann.Id, ann.Role, ann.Name));
        Assert.Equal(await rig.World.UserIdAsync("ann@corp.test", Cancel), ann.Directory?.ObjectId);
        Assert.Equal("ann@corp.test", Assert.Single(await rig.EventsAsync("personLinked")).Target);
        var others = (await rig.Users.ReadAllAsync(Cancel)).Where(person => person.Email is "bob@corp.test").ToList();
        Assert.Equal(2, others.Count);
        Assert.Equal(["bob@corp.test", "cleo@corp.test"], (await rig.EventsAsync("personAmbiguous")).Select(entry => entry.Target).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await rig.ItemsAsync(task.Id)).Count);
        Assert.Contains(ann.Id, (await rig.GroupAsync(group)).MemberIds);

        // A file that names her by the address means her, gives a role, and leaves what Entra says.
        (await rig.App.Owner.PostTextAsync("directory/users/import", """{"email":"ann@corp.test","name":"A. S.","role":"User"}""", JsonLines)).Expect(HttpStatusCode.OK);
        var again = await rig.PersonAsync("ann@corp.test");
        Assert.Equal((ann.Id, WorkspaceRole.User, "Smith, Ann", ann.Directory), (again.Id, again.Role, again.Name, again.Directory));
    }

    [Fact]
    public async Task Whoever_comes_while_a_round_reads_is_not_made_twice()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Zoe")));
        var task = await rig.SyncAsync();
        var round = rig.App.Get<DirectoryWriter>();
        await round.LoadAsync(Cancel);
        (await rig.App.Owner.PostTextAsync("directory/users/import", """{"email":"ann@corp.test","name":"Ann"}""", JsonLines)).Expect(HttpStatusCode.OK);

        var counts = await round.WriteAsync(task, [new GraphPerson("one") { Name = "Ann", PrincipalName = "ann@corp.test", Mail = "ann@corp.test", IsEnabled = true }], Cancel);

        Assert.Equal((0, 1), (counts.Added, counts.Linked));
        Assert.Equal("one", (await rig.PersonAsync("ann@corp.test")).Directory?.ObjectId);
    }

    [Fact]
    public async Task An_old_token_makes_everybody_be_read_and_whoever_is_missing_in_the_list_stays()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob", "Cleo")));
        await rig.SyncAsync();
        await rig.World.ExpireDeltasAsync(new JsonObject { ["resource"] = "users" }, Cancel);
        await rig.World.ArmAsync("short", "GET /users/delta", new JsonObject { ["kind"] = "mutate", ["list"] = new JsonObject { ["dropIds"] = new JsonArray(await rig.World.UserIdAsync("bob@corp.test", Cancel)) } }, times: 0, Cancel);

        var task = await rig.SyncAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        var bob = await rig.PersonAsync("bob@corp.test");
        Assert.Equal((true, DirectoryState.Missing), (bob.Active, bob.Directory?.State));
        Assert.Equal("bob@corp.test", Assert.Single(await rig.EventsAsync("personMissing")).Target);
        Assert.Contains((await rig.ItemsAsync(task.Id)).Values, item => item is { Action: "personMissing", Target: "bob@corp.test" });

        await rig.World.DisarmAsync("short", Cancel);
        await rig.World.ChangeUserAsync("bob@corp.test", new JsonObject { ["displayName"] = "Bob B" }, Cancel);
        await rig.SyncAsync();
        Assert.Equal(DirectoryState.Present, (await rig.PersonAsync("bob@corp.test")).Directory?.State);
    }

    [Fact]
    public async Task Tokens_that_end_again_and_again_are_a_directory_that_is_away_and_no_bug()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        var task = await rig.SyncAsync();
        await rig.MapAsync("SEO");
        await rig.ReconcileAsync();
        foreach (var resource in new[] { "users", "groups" })
        {
            var gone = new JsonObject { ["kind"] = "respond", ["status"] = 410, ["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = "syncStateNotFound" } } };
            await rig.World.ArmAsync(resource, $"GET /{resource}/delta", gone, times: 0, Cancel);
        }

        var ofPeople = await Assert.ThrowsAsync<AppFailureException>(() => rig.App.Get<DirectoryReading>().ReadAsync(task, _ => Task.CompletedTask, Cancel));
        var ofGroups = await Assert.ThrowsAsync<AppFailureException>(() => rig.App.Get<GroupCatchUp>().RunAsync(Cancel));

        Assert.Equal((FailureKind.DirectoryUnavailable, FailureKind.DirectoryUnavailable), (ofPeople.Failure.Kind, ofGroups.Failure.Kind));
        foreach (var resource in new[] { "users", "groups" }) await rig.World.DisarmAsync(resource, Cancel);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);
    }

    [Fact]
    public async Task A_whole_list_of_nobody_and_lists_without_an_end_are_no_facts_about_people()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann")));
        foreach (var lie in new[] { "empty", "ends" })
        {
            await rig.World.ArmAsync(lie, "GET /users/delta", new JsonObject { ["kind"] = "mutate", ["list"] = new JsonObject { [lie] = true } }, times: 0, Cancel);
            if (lie == "ends") await rig.World.ConfigureAsync("options", new JsonObject { ["deltaPageSize"] = 1, ["deltaEmptyPages"] = 2 }, Cancel);
            var task = await rig.SyncAsync();
            Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.DirectoryUnavailable), (task.Status, task.Failure?.Kind));
            await rig.World.DisarmAsync(lie, Cancel);
        }

        Assert.Single(await rig.Users.ReadAllAsync(Cancel));
        Assert.Null((await rig.App.Get<DirectoryStateTable>().ReadAsync(DirectoryReading.Subject, Cancel)).Link);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);
        Assert.Equal(2, (await rig.Users.ReadAllAsync(Cancel)).Count);
    }

    [Fact]
    public async Task A_pause_that_Graph_asks_for_is_kept_and_the_read_goes_on_where_it_was()
    {
        var recipe = Recipe(Persons("Ann"));
        recipe["users"] = 20;
        recipe["options"] = new JsonObject { ["deltaPageSize"] = 5 };
        await using var rig = await StartAsync(azurite, site, recipe);
        await rig.World.SendAsync(HttpMethod.Post, "/_sim/faults", new JsonObject
        {
            ["id"] = "busy",
            ["match"] = new JsonObject { ["route"] = "GET /users/delta", ["nth"] = 3, ["times"] = 1 },
            ["do"] = new JsonObject { ["kind"] = "throttle", ["retryAfterSeconds"] = 2 },
        }, Cancel);

        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);

        Assert.Equal(22, (await rig.Users.ReadAllAsync(Cancel)).Count);
        var calls = (await rig.World.JournalAsync("request", Cancel)).Where(call => call["name"]?.ToString() == "GET /users/delta").ToList();
        // Five pages, one refusal, and the page that was refused once more: nothing is read twice.
        Assert.Equal(6, calls.Count);
        var refused = calls.FindIndex(call => call["status"]?.GetValue<int>() == 429);
        Assert.True(At(calls[refused + 1]) - At(calls[refused]) >= TimeSpan.FromSeconds(1), "The pause was not kept.");
        Assert.Equal(5, calls.Count(call => call["status"]?.GetValue<int>() == 200));
    }

    [Fact]
    public async Task A_crash_between_people_and_checkpoint_is_read_again_and_changes_nothing()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann", "Bob")));
        await rig.SyncAsync();
        var state = rig.App.Get<DirectoryStateTable>();
        var before = await state.ReadAsync(DirectoryReading.Subject, Cancel);
        await rig.World.ChangeUserAsync("ann@corp.test", new JsonObject { ["displayName"] = "Ann A" }, Cancel);
        await rig.World.DeleteUserAsync("bob@corp.test", forGood: false, Cancel);
        await rig.SyncAsync();
        var people = await rig.Users.ReadAllAsync(Cancel);

        // The checkpoint of before the crash: everything after it is told again.
        var now = await state.ReadAsync(DirectoryReading.Subject, Cancel);
        Assert.NotNull(await state.TryWriteAsync(before with { Tag = now.Tag }, Cancel));
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);

        Assert.Equal(people.Select(one => (one.Id, one.Tag)), (await rig.Users.ReadAllAsync(Cancel)).Select(one => (one.Id, one.Tag)));
        Assert.Single(await rig.EventsAsync("personChanged"));
        Assert.Single(await rig.EventsAsync("personLeft"));
    }

    [Fact]
    public async Task Without_a_tenant_there_is_nothing_to_sync_and_without_consent_the_task_says_so()
    {
        await using (var app = await TestApp.StartAsync(azurite))
        {
            // The rest of the app is there.
            (await app.Owner.PostTextAsync("directory/users/import", """{"email":"ann@corp.test"}""", JsonLines)).Expect(HttpStatusCode.OK);
            (await app.Owner.PostAsync("webhooks/graph", new { value = Array.Empty<object>() })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        }

        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann")));
        await rig.World.ConfigureAsync("app", new JsonObject { ["consentRemoved"] = true }, Cancel);
        var task = await rig.SyncAsync();
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.DirectoryUnavailable), (task.Status, task.Failure?.Kind));
        Assert.Contains("permission", task.Failure?.Detail, StringComparison.Ordinal);

        await rig.World.ConfigureAsync("app", new JsonObject { ["consentRemoved"] = false, ["secretExpired"] = true }, Cancel);
        await rig.World.SendAsync(HttpMethod.Post, "/_sim/tokens/revoke", body: null, Cancel);
        var refused = await rig.SyncAsync();
        Assert.Equal(FailureKind.DirectoryUnavailable, refused.Failure?.Kind);
        Assert.DoesNotContain(rig.World.ClientSecret, $"{rig.App.Log.All}{refused}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_who_ask_at_once_get_the_same_sync()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann")));
        await rig.World.ArmAsync("stall", "GET /users/delta", new JsonObject { ["kind"] = "stall" }, times: 1, Cancel);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => rig.App.Owner.PostAsync("directory/sync", new { })));

        var id = Assert.Single(answers.Select(answer => answer.Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id).Distinct(StringComparer.Ordinal));
        await rig.World.SendAsync(HttpMethod.Post, "/_sim/faults/stall/release", body: null, Cancel);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.UntilAsync(id, row => row.IsEnded)).Status);
        Assert.NotEqual(id, (await rig.SyncAsync()).Id);
    }

    private static DateTimeOffset At(JsonObject call) => DateTimeOffset.Parse(call["at"]?.ToString() ?? "", System.Globalization.CultureInfo.InvariantCulture);
}
