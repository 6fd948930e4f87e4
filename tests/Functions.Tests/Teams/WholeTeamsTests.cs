using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Teams;

/// <summary>The calls that add and remove people, with teams in their place.</summary>
public sealed class WholeTeamsTests(HubWorld world) : IClassFixture<HubWorld>
{
    private const string Why = "The project has ended";

    [Fact]
    public async Task Teams_are_given_a_hub_and_lose_it_in_one_task_each_which_a_repeated_call_finds()
    {
        var hub = await world.HubOfAsync(20);
        var people = await world.PeopleAsync(3);
        var (one, two) = (await world.TeamAsync(people[0], people[1]), await world.TeamAsync(people[1], people[2]));

        var added = await StartAsync(hub, "members", new AddMembersRequest([], [one.Id, two.Id], "Guest"), "add");
        Assert.Equal((AutomatedTaskType.ProvisionHub, AutomatedTaskStatus.Completed), await EndAsync(hub, added));
        Assert.Equal(people.Select(person => (ChangeAction.Invite, person.Email)).Order(), hub.Sent().Order());
        Assert.All((await hub.GrantsAsync()).All, grant => Assert.Equal((GrantSource.Team, AppRole.Guest), (grant.Source, grant.AppRole)));
        Assert.Equal(4, (await hub.GrantsAsync()).All.Count);
        hub.Site.People = [.. hub.Site.People.Select(person => person with { Presence = Presence.Confirmed })];
        await hub.CheckAsync();
        hub.Site.Changes.Sent.Clear();

        var removal = new RemoveMembersRequest(null, [one.Id, two.Id], "app", Why);
        var removed = await StartAsync(hub, "removals", removal, "remove");
        Assert.Equal((AutomatedTaskType.ProvisionHub, AutomatedTaskStatus.Completed), await EndAsync(hub, removed));
        Assert.Equal(people.Select(person => (ChangeAction.Remove, person.Email)).Order(), hub.Sent().Order());
        Assert.Equal(2, (await hub.ActivityAsync()).Count(recorded => recorded.Entry.Event == "teamRemoved" && recorded.Entry.After?.EndsWith(Why, StringComparison.Ordinal) == true));

        // The teams have the hub no more: the same call finds what it did.
        Assert.Equal(removed.Id, (await StartAsync(hub, "removals", removal, "remove")).Id);
    }

    [Fact]
    public async Task With_the_scope_hub_everybody_keeps_the_seat_as_their_own()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        var taken = await StartAsync(hub, "removals", new RemoveMembersRequest([], [team.Id], "hub", Why), "keep");
        Assert.Equal(AutomatedTaskStatus.Completed, (await EndAsync(hub, taken)).Status);
        Assert.Empty(hub.Sent());
        Assert.Equal([GrantSource.Individual], await hub.SourcesAsync(people[0]));
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_by_its_field_and_nothing_is_given_or_taken()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        var other = await world.TeamAsync(people);
        await AddInvalidAsync(hub, new AddMembersRequest([], [other.Id, "nobody"]), "teamIds[1]");
        await AddInvalidAsync(hub, new AddMembersRequest([], [other.Id, other.Id]), "teamIds[1]");
        await AddInvalidAsync(hub, new AddMembersRequest([], [.. Enumerable.Range(0, 101).Select(number => $"t{number}")]), "teamIds");
        await AddInvalidAsync(hub, new AddMembersRequest([new PersonToAdd(Email: "a@example.com")], [other.Id]), "people");
        await AddInvalidAsync(hub, new AddMembersRequest([], [other.Id], Seat: false), "seat");
        await AddInvalidAsync(hub, new AddMembersRequest([], [other.Id], "Emperor"), "appRole");
        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members?dryRun=true", new AddMembersRequest([], [other.Id]))).ExpectInvalid("dryRun");

        var good = new RemoveMembersRequest([], [team.Id], "app", Why);
        await RemovalInvalidAsync(hub, good with { TeamIds = [team.Id, other.Id] }, "teamIds[1]");
        await RemovalInvalidAsync(hub, good with { MemberIds = [await hub.IdAsync(people[0].Email)] }, "memberIds");
        await RemovalInvalidAsync(hub, good with { Allow = ["apiKeys"] }, "allow");
        await RemovalInvalidAsync(hub, good with { Reason = " " }, "reason");
        await RemovalInvalidAsync(hub, good with { Scope = "all" }, "scope");

        Assert.Equal([team.Id], (await world.App.Get<HubTeamsTable>().ListAsync(hub.Id, HubWorld.Cancel)).Where(given => given.Ends is null).Select(given => given.SourceId));
        Assert.Empty(hub.Sent());
    }

    [Fact]
    public async Task Where_one_team_is_being_taken_in_the_other_way_none_of_them_is_taken()
    {
        var hub = await world.HubOfAsync(3);
        var people = await world.PeopleAsync(2);
        var (free, begun) = (await world.TeamAsync(people[0]), await world.TeamAsync(people[1]));
        var given = new HubAssignment(hub.Id, free.Id, AppRole.Member, HubRole.Collaborator, Ends: null, DateTimeOffset.UtcNow, new TeamAuthor("t", "Test")) { Stamp = "1", IsTold = true };
        await world.App.Get<HubTeamsTable>().TryPutAsync(given, before: null, HubWorld.Cancel);
        await world.App.Get<HubTeamsTable>().TryPutAsync(given with { SourceId = begun.Id, Ends = SourceEnd.Hub }, before: null, HubWorld.Cancel);

        (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", new RemoveMembersRequest([], [free.Id, begun.Id], "app", Why))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Null((await world.App.Get<HubTeamsTable>().FindAsync(hub.Id, free.Id, HubWorld.Cancel))?.Ends);
    }

    // In the middle it is cut short where the second team's turn comes, and at the end where the answer is noted.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_short_the_same_call_takes_the_hub_from_the_teams_that_are_left_also_once_the_run_has_ended(bool atTheEnd)
    {
        var hub = await world.HubOfAsync(20);
        var people = await world.PeopleAsync(2);
        var (one, two) = (await world.TeamAsync(people[0]), await world.TeamAsync(people[1]));
        await EndAsync(hub, await StartAsync(hub, "members", new AddMembersRequest([], [one.Id, two.Id]), "give"));
        var removal = new RemoveMembersRequest(null, [one.Id, two.Id], "app", Why);
        hub.Site.Changes.Sent.Clear();
        if (atTheEnd)
            world.Faults.BreakWrite("\"PartitionKey\":\"started|", nth: 2);
        else
            world.Faults.BreakWrite(two.Id);

        var lost = await SendAsync(hub, "removals", removal, "cut");
        Assert.True(world.Faults.Happened && lost.Status >= HttpStatusCode.InternalServerError, lost.Text);
        await hub.InStepAsync();
        string[] left = atTheEnd ? [] : [two.Id];
        Assert.Equal(left, await GivenAsync(hub));

        var again = await StartAsync(hub, "removals", removal, "cut");

        Assert.Equal((AutomatedTaskType.ProvisionHub, AutomatedTaskStatus.Completed), await EndAsync(hub, again));
        Assert.Empty(await GivenAsync(hub));
        Assert.Equal(people.Select(person => (ChangeAction.CancelInvitation, person.Email)).Order(), hub.Sent().Order());
        Assert.Equal(again.Id, (await StartAsync(hub, "removals", removal, "cut")).Id);
    }

    [Fact]
    public async Task Cut_short_a_call_about_one_team_is_answered_by_the_same_call_once_the_run_has_ended()
    {
        var (hub, team, _) = await world.GivenAsync(1);
        world.Faults.BreakWrite("\"PartitionKey\":\"started|", nth: 2);

        var lost = await TakeAsync();
        Assert.True(world.Faults.Happened && lost.Status >= HttpStatusCode.InternalServerError, lost.Text);
        await hub.InStepAsync();
        Assert.Empty(await GivenAsync(hub));

        var again = (await TakeAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await EndAsync(hub, again)).Status);
        Assert.Equal(again.Id, (await TakeAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Single(hub.Sent());

        Task<ApiAnswer> TakeAsync() => hub.Owner.Caller.SendAsync(HttpMethod.Delete, $"{hub.Path(team)}?scope=app", null, ("Idempotency-Key", "one"));
    }

    [Fact]
    public async Task A_call_that_was_refused_and_began_nothing_is_refused_again_with_its_key()
    {
        var (hub, team, people) = await world.GivenAsync(1);
        var other = await world.TeamAsync(people);
        var removal = new RemoveMembersRequest([], [team.Id, other.Id], "app", Why);

        for (var i = 0; i < 2; i++)
            (await SendAsync(hub, "removals", removal, "wrong")).ExpectInvalid("teamIds[1]");

        Assert.Equal([team.Id], await GivenAsync(hub));
    }

    private static async Task<IEnumerable<string>> GivenAsync(TestHub hub) =>
        (await hub.World.App.Get<HubTeamsTable>().ListAsync(hub.Id, HubWorld.Cancel)).Where(given => given.Ends is null).Select(given => given.SourceId);

    private static async Task<TaskResponse> StartAsync(TestHub hub, string path, object body, string key) => (await SendAsync(hub, path, body, key)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

    private static Task<ApiAnswer> SendAsync(TestHub hub, string path, object body, string key) =>
        hub.Owner.Caller.SendAsync(HttpMethod.Post, $"hubs/{hub.Id}/{path}", JsonContent.Create(body, options: ApiJson.Options), ("Idempotency-Key", key));

    private static async Task<(AutomatedTaskType Type, AutomatedTaskStatus Status)> EndAsync(TestHub hub, TaskResponse task)
    {
        var ended = await hub.EndOfAsync(task.Id);
        await hub.InStepAsync();
        return (ended.Type, ended.Status);
    }

    private static async Task AddInvalidAsync(TestHub hub, AddMembersRequest body, string field) => (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", body)).ExpectInvalid(field);

    private static async Task RemovalInvalidAsync(TestHub hub, RemoveMembersRequest body, string field) => (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/removals", body)).ExpectInvalid(field);
}
