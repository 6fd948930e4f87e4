using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Graph;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.DirectoryLeaving;

public sealed class DirectoryLeavingTests(AzuriteServer azurite, GraphSite site)
{
    private static readonly JsonObject disabled = new() { ["accountEnabled"] = false };
    private static readonly JsonObject enabled = new() { ["accountEnabled"] = true };

    private static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(n => $"P{n:00}")];

    [Fact]
    public async Task Disabled_and_deleted_people_leave_without_their_keys_and_come_back_without_them_and_who_left_by_hand_does_not()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(20)), ("SEO", ["p01@corp.test", "p02@corp.test"])));
        await rig.SyncAsync();
        await rig.MapAsync("SEO");
        using var first = await rig.App.CallerAsync((await rig.PersonAsync("p01@corp.test")).Id, WorkspaceRole.User);
        (await rig.App.Owner.DeleteAsync($"directory/users/{(await rig.PersonAsync("p04@corp.test")).Id}")).Expect(HttpStatusCode.NoContent);

        await rig.World.ChangeUserAsync("p01@corp.test", disabled, Cancel);
        await rig.World.DeleteUserAsync("p02@corp.test", forGood: false, Cancel);
        await rig.World.DeleteUserAsync("p03@corp.test", forGood: true, Cancel);
        var task = await rig.SyncAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal((false, DirectoryState.Disabled), await StandingAsync(rig, "p01@corp.test"));
        Assert.Equal((false, DirectoryState.Deleted), await StandingAsync(rig, "p02@corp.test"));
        Assert.Equal((false, DirectoryState.Purged), await StandingAsync(rig, "p03@corp.test"));
        (await first.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal(3, (await rig.ItemsAsync(task.Id)).Values.Count(item => item is { Action: "personLeft", Status: TaskItemStatus.Completed }));
        Assert.Equal(4, (await rig.EventsAsync("personLeft")).Count);
        // Hubs hear of it: what groups give those people ends with it.
        Assert.True((await rig.App.Get<DirtyHubsTable>().FindAsync(MappedHub, Cancel))?.Version >= 2);

        await rig.World.ChangeUserAsync("p01@corp.test", enabled, Cancel);
        await rig.World.RestoreUserAsync("p02@corp.test", Cancel);
        await rig.World.ChangeUserAsync("p04@corp.test", new JsonObject { ["displayName"] = "P Four" }, Cancel);
        await rig.SyncAsync();

        Assert.Equal((true, DirectoryState.Present), await StandingAsync(rig, "p01@corp.test"));
        Assert.Equal((true, DirectoryState.Present), await StandingAsync(rig, "p02@corp.test"));
        Assert.Equal((false, DirectoryState.Present), await StandingAsync(rig, "p04@corp.test"));
        Assert.Equal(2, (await rig.EventsAsync("personReturned")).Count);
        (await first.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_comes_back_by_the_directory_is_so_without_the_keys_that_a_leaving_which_was_cut_short_left_them()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(2))));
        await rig.SyncAsync();
        var person = await rig.PersonAsync("p01@corp.test");
        using var before = await rig.App.CallerAsync(person.Id, WorkspaceRole.User);
        var outside = person.Directory is { } facts ? facts with { State = DirectoryState.Disabled, HasLeft = true } : null;
        // As a process leaves them that ends right after the write which makes them leave.
        await rig.Users.SaveAsync([person with { Active = false, LeftAt = rig.App.Get<TimeProvider>().GetUtcNow(), Directory = outside }], Cancel);

        await rig.World.ChangeUserAsync("p01@corp.test", new JsonObject { ["displayName"] = "P One" }, Cancel);
        await rig.SyncAsync();

        Assert.Equal((true, DirectoryState.Present), await StandingAsync(rig, "p01@corp.test"));
        (await before.GetAsync("apps")).ExpectProblem(HttpStatusCode.Unauthorized, "notAuthenticated");
    }

    [Fact]
    public async Task More_leavers_than_usual_wait_for_a_person_and_leave_when_that_one_approves_exactly_these_and_who_is_back_waits_for_nobody()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(13))));
        await rig.SyncAsync();
        await rig.World.ChangeUserAsync("p13@corp.test", disabled, Cancel);
        await rig.SyncAsync();
        Assert.Equal((false, DirectoryState.Disabled), await StandingAsync(rig, "p13@corp.test"));
        await rig.World.ChangeUserAsync("p13@corp.test", enabled, Cancel);
        foreach (var name in Names(6)) await rig.World.ChangeUserAsync($"{name.ToLowerInvariant()}@corp.test", disabled, Cancel);

        var task = await rig.SyncAsync();

        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, FailureKind.GuardTripped), (task.Status, task.Failure?.Kind));
        Assert.All(await rig.Users.ReadAllAsync(Cancel), person => Assert.True(person.Active));
        var shown = (await rig.App.Owner.GetAsync($"tasks/{task.Id}")).As<TaskResponse>();
        Assert.Equal((6, 6), (shown.Approval?.WouldGoTotal, shown.Approval?.WouldGo.Count));
        (await rig.App.Owner.PostAsync($"tasks/{task.Id}/approve", new { planDigest = new string('0', 64) })).ExpectProblem(HttpStatusCode.Conflict, "planChanged");

        (await rig.App.Owner.PostAsync($"tasks/{task.Id}/approve", new { planDigest = shown.Approval?.PlanDigest })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.UntilAsync(task.Id, row => row.IsEnded)).Status);
        Assert.Equal(6, (await rig.Users.ReadAllAsync(Cancel)).Count(person => !person.Active));
    }

    [Fact]
    public async Task Whoever_a_person_keeps_is_asked_about_no_more_and_a_newer_question_takes_the_place_of_an_older_one()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(12))));
        await rig.SyncAsync();
        foreach (var name in Names(6)) await rig.World.ChangeUserAsync($"{name.ToLowerInvariant()}@corp.test", disabled, Cancel);
        var older = await rig.SyncAsync();

        // One that would ask the same leaves it to the older one.
        await rig.World.ChangeUserAsync("p12@corp.test", new JsonObject { ["displayName"] = "P Twelve" }, Cancel);
        var same = await rig.SyncAsync();
        Assert.Equal((AutomatedTaskStatus.Completed, AutomatedTaskStatus.WaitingForApproval), (same.Status, (await rig.UntilAsync(older.Id, _ => true)).Status));
        Assert.Contains(older.Id, same.Progress, StringComparison.Ordinal);
        await rig.World.ChangeUserAsync("p07@corp.test", disabled, Cancel);

        var newer = await rig.SyncAsync();
        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, newer.Status);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await rig.UntilAsync(older.Id, row => row.IsEnded)).Status);

        (await rig.App.Owner.PostAsync($"tasks/{newer.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        await rig.UntilAsync(newer.Id, row => row.IsEnded);
        Assert.All(await rig.Users.ReadAllAsync(Cancel), person => Assert.True(person.Active));
        Assert.Equal(7, (await rig.EventsAsync("personKept")).Count);

        // The next one leaves alone: those seven are not counted again, nor asked about.
        await rig.World.ChangeUserAsync("p08@corp.test", disabled, Cancel);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);
        Assert.Equal("p08@corp.test", Assert.Single(await rig.Users.ReadAllAsync(Cancel), person => !person.Active).Email);
    }

    [Fact]
    public async Task Whom_a_person_was_asked_about_leaves_by_an_answer_alone_also_where_fewer_would_leave_by_now()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(12))));
        await rig.SyncAsync();
        foreach (var name in Names(6)) await rig.World.ChangeUserAsync($"{name.ToLowerInvariant()}@corp.test", disabled, Cancel);
        var first = await rig.SyncAsync();
        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, first.Status);

        // Five of twelve would need no question; but one was asked, and is open no longer for it.
        await rig.World.ChangeUserAsync("p01@corp.test", enabled, Cancel);
        var second = await rig.SyncAsync();
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, first.Deadline), (second.Status, second.Deadline));
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await rig.UntilAsync(first.Id, row => row.IsEnded)).Status);
        Assert.Equal(5, (await rig.App.Owner.GetAsync($"tasks/{second.Id}")).As<TaskResponse>().Approval?.WouldGoTotal);
        Assert.All(await rig.Users.ReadAllAsync(Cancel), person => Assert.True(person.Active));

        // Once all are there again nobody is asked any more.
        foreach (var name in Names(6)) await rig.World.ChangeUserAsync($"{name.ToLowerInvariant()}@corp.test", enabled, Cancel);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.SyncAsync()).Status);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await rig.UntilAsync(second.Id, row => row.IsEnded)).Status);
        Assert.All(await rig.Users.ReadAllAsync(Cancel), person => Assert.True(person.Active));
    }

    [Fact]
    public async Task An_answer_binds_from_when_it_is_given_and_not_only_once_it_is_carried_out()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(12))));
        await rig.SyncAsync();
        foreach (var name in Names(6)) await rig.World.ChangeUserAsync($"{name.ToLowerInvariant()}@corp.test", disabled, Cancel);
        var asked = await rig.SyncAsync();
        await rig.World.ChangeUserAsync("p01@corp.test", enabled, Cancel);

        // The answer stands in the row, and nobody has told the task yet, which read its row before.
        await rig.Engine.HasReadAsync(asked.Id);
        await rig.App.Get<TasksTable>().ChangeAsync(asked.Id, row => row with { Decision = new RecordedDecision(DecisionKind.Rejected, "owner", "Olive", DateTimeOffset.UtcNow) }, Cancel);
        var other = (await rig.App.Owner.PostAsync("directory/sync", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await rig.UntilAsync(other.Id, row => row.Progress?.StartsWith("People:", StringComparison.Ordinal) == true);
        await rig.App.Get<TaskWaker>().WakeAsync(asked.Id, rig.Engine.Client, Cancel);

        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.UntilAsync(asked.Id, row => row.IsEnded)).Status);
        Assert.Equal(AutomatedTaskStatus.Completed, (await rig.UntilAsync(other.Id, row => row.IsEnded)).Status);
        Assert.All(await rig.Users.ReadAllAsync(Cancel), person => Assert.True(person.Active));
        Assert.Equal(5, (await rig.EventsAsync("personKept")).Count);
    }

    [Fact]
    public async Task Who_is_back_is_back_while_a_question_about_others_waits_for_groups()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(12)), ("SEO", ["p12@corp.test"])));
        await rig.SyncAsync();
        await rig.World.ChangeUserAsync("p12@corp.test", disabled, Cancel);
        await rig.SyncAsync();
        await rig.MapAsync("SEO");
        await rig.World.ArmAsync("groups", "GET /groups/delta", new JsonObject { ["kind"] = "throttle", ["retryAfterSeconds"] = 600 }, times: 0, Cancel);
        await rig.World.ChangeUserAsync("p12@corp.test", enabled, Cancel);
        foreach (var name in Names(6)) await rig.World.ChangeUserAsync($"{name.ToLowerInvariant()}@corp.test", disabled, Cancel);

        var task = (await rig.App.Owner.PostAsync("directory/sync", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await rig.UntilAsync(task.Id, _ => rig.PersonAsync("p12@corp.test").Result.Active);

        Assert.All(await rig.Users.ReadAllAsync(Cancel), person => Assert.True(person.Active));
        (await rig.App.Owner.PostAsync($"tasks/{task.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await rig.UntilAsync(task.Id, row => row.IsEnded)).Status);
    }

    [Fact]
    public async Task Who_is_disabled_leaves_while_Graph_has_trouble_with_groups()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons(Names(20)), ("SEO", ["p01@corp.test"])));
        await rig.SyncAsync();
        await rig.MapAsync("SEO");
        await rig.World.ArmAsync("groups", "GET /groups/delta", new JsonObject { ["kind"] = "throttle", ["retryAfterSeconds"] = 600 }, times: 0, Cancel);
        await rig.World.ChangeUserAsync("p01@corp.test", disabled, Cancel);

        var task = (await rig.App.Owner.PostAsync("directory/sync", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await rig.UntilAsync(task.Id, _ => !rig.PersonAsync("p01@corp.test").Result.Active);

        (await rig.App.Owner.PostAsync($"tasks/{task.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await rig.UntilAsync(task.Id, row => row.IsEnded)).Status);
    }

    [Fact]
    public async Task The_last_Owner_of_a_hub_and_the_workspaces_Owner_stay_and_that_is_told_once()
    {
        var olive = Person("Olive Owner", TestApp.OwnerEmail);
        await using var rig = await StartAsync(azurite, site, Recipe([.. Persons(Names(20)), olive]));
        await rig.SyncAsync();
        var last = await rig.PersonAsync("p01@corp.test");
        using var caller = await rig.App.CallerAsync(last.Id, WorkspaceRole.User);
        await rig.App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson("hub1", last.Id, HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        Assert.NotNull((await rig.PersonAsync(TestApp.OwnerEmail)).Directory);

        await rig.World.ChangeUserAsync("p01@corp.test", disabled, Cancel);
        await rig.World.ChangeUserAsync(TestApp.OwnerEmail, disabled, Cancel);
        var task = await rig.SyncAsync();
        await rig.SyncAsync();

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, task.Status);
        Assert.Equal((true, DirectoryState.Disabled), await StandingAsync(rig, "p01@corp.test"));
        Assert.Equal((true, DirectoryState.Disabled), await StandingAsync(rig, TestApp.OwnerEmail));
        Assert.Equal(["olive.owner@example.com", "p01@corp.test"], (await rig.EventsAsync("personCouldNotLeave")).Select(entry => entry.Target).Order(StringComparer.Ordinal));
        // Who is out there calls no more, also where the hub keeps them; the workspace's Owner has to be able to.
        (await caller.GetAsync("apps")).Expect(HttpStatusCode.Unauthorized);
        (await rig.App.Owner.GetAsync("apps")).Expect(HttpStatusCode.OK);

        await rig.App.Get<HubPeopleTable>().PutOwnerAsync(new HubPerson("hub1", (await rig.PersonAsync("p02@corp.test")).Id, HubRole.Owner, DateTimeOffset.UtcNow), Cancel);
        await rig.SyncAsync();
        Assert.Equal((false, DirectoryState.Disabled), await StandingAsync(rig, "p01@corp.test"));
    }

    private static async Task<(bool, DirectoryState?)> StandingAsync(GraphRig rig, string address)
    {
        var person = await rig.PersonAsync(address);
        return (person.Active, person.Directory?.State);
    }
}
