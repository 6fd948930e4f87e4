using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Teams.TeamWorld;

namespace Seatkeeper.Functions.Tests.Teams;

/// <summary>Teams by themselves: what no hub was given to.</summary>
public sealed class TeamTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_team_is_made_shown_changed_by_its_version_and_deleted()
    {
        var people = await world.PeopleAsync(3);
        var name = $"Sales {Guid.NewGuid():N}";
        var made = (await world.App.Owner.PostAsync("teams", Wish(name, people[0]))).Expect(HttpStatusCode.Created);
        var team = made.As<TeamResponse>();
        Assert.Equal($"/api/v1/teams/{team.Id}", made.Location);

        var stale = await SendAsync(HttpMethod.Put, Wish("other", people), "\"stale\"");
        stale.ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");
        var changed = (await SendAsync(HttpMethod.Put, Wish(name.ToUpperInvariant(), people), made.ETag)).Expect(HttpStatusCode.OK);
        Assert.NotEqual(made.ETag, changed.ETag);
        (await SendAsync(HttpMethod.Put, Wish(name, people[0]), made.ETag)).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");

        var shown = (await world.App.Owner.GetAsync($"teams/{team.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(changed.ETag, shown.ETag);
        Assert.Equal(people.Select(person => person.Id).Order(StringComparer.Ordinal), shown.As<TeamResponse>().MemberIds?.Order(StringComparer.Ordinal));
        var listed = Assert.Single((await world.App.Owner.GetAsync($"teams?search={name}")).As<ListResponse<TeamResponse>>().Items);
        Assert.Equal((team.Id, 3, null), (listed.Id, listed.MemberCount, listed.MemberIds));

        (await SendAsync(HttpMethod.Delete, null, made.ETag)).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");
        (await SendAsync(HttpMethod.Delete, null, shown.ETag)).Expect(HttpStatusCode.NoContent);
        (await world.App.Owner.GetAsync($"teams/{team.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await world.App.Owner.DeleteAsync($"teams/{team.Id}")).Expect(HttpStatusCode.NotFound);
        (await world.App.Owner.PostAsync("teams", Wish(name))).Expect(HttpStatusCode.Created);
        var told = await world.App.Get<ActivityTable>().ReadAsync(new Functions.Activity.ActivityFilter(null), HubWorld.Cancel).ToListAsync(HubWorld.Cancel);
        Assert.Equal(["teamDeleted", "teamChanged", "teamCreated"], told.Where(entry => string.Equals(entry.Entry.Target, name, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Entry.Event).Skip(1));

        Task<ApiAnswer> SendAsync(HttpMethod method, object? body, string? tag) => world.App.Owner.SendAsync(
            method, $"teams/{team.Id}", body is null ? null : System.Net.Http.Json.JsonContent.Create(body, options: ApiJson.Options), ("If-Match", tag ?? ""));
    }

    [Fact]
    public async Task What_breaks_a_rule_is_named_by_its_field_and_a_name_is_one_teams_in_any_case()
    {
        var people = await world.PeopleAsync(3);
        await world.App.Get<WorkspaceUsersTable>().SaveAsync([(await world.App.Get<WorkspaceUsersTable>().FindAsync(people[1].Id, HubWorld.Cancel) ?? people[1]) with { Active = false }], HubWorld.Cancel);
        var other = await world.TeamAsync(people[0]);
        var team = await world.TeamAsync(people[0]);

        (await world.App.Owner.PostAsync("teams", new TeamRequest("x\u0007", [people[0].Id, "nobody", people[1].Id, people[0].Id, people[2].Id]))).ExpectInvalid("name", "memberIds[1]", "memberIds[2]", "memberIds[3]");
        (await world.App.Owner.PostAsync("teams", new TeamRequest(null))).ExpectInvalid("name");
        (await world.App.Owner.PostAsync("teams", new TeamRequest("big", [.. Enumerable.Range(0, 5_001).Select(number => $"n{number}")]))).ExpectInvalid("memberIds");
        (await world.App.Owner.PostAsync("teams", Wish(other.Name.ToUpperInvariant()))).ExpectInvalid("name");
        (await world.App.Owner.PutAsync($"teams/{team.Id}", Wish(other.Name.ToUpperInvariant(), people[0]))).ExpectInvalid("name");
        (await world.App.Owner.PutAsync("teams/nonesuch", Wish("x"))).Expect(HttpStatusCode.NotFound);
        Assert.Equal(team.Name, (await world.App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().Name);
    }

    [Fact]
    public async Task Workspace_admins_change_teams_hub_owners_read_them_and_others_do_neither()
    {
        var team = await world.TeamAsync(await world.PeopleAsync(1));
        var hub = await world.ConnectAsync();
        var (admin, user) = (await world.PersonAsync(WorkspaceRole.Admin), await world.PersonAsync(WorkspaceRole.User));

        (await user.Caller.GetAsync("teams")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await user.Caller.GetAsync($"teams/{team.Id}")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        Assert.Null((await hub.Owner.Caller.GetAsync($"teams/{team.Id}")).Expect(HttpStatusCode.OK).As<TeamResponse>().HubIds);
        Assert.Contains((await hub.Owner.Caller.GetAsync("teams?limit=1000")).As<ListResponse<TeamResponse>>().Items, listed => listed.Id == team.Id);
        (await hub.Owner.Caller.PostAsync("teams", Wish("mine"))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await hub.Owner.Caller.PutAsync($"teams/{team.Id}", Wish("mine"))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await hub.Owner.Caller.DeleteAsync($"teams/{team.Id}")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await admin.Caller.PutAsync($"teams/{team.Id}", Wish(team.Name))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_ten_who_want_one_name_at_the_same_moment_one_gets_it()
    {
        var name = $"Race {Guid.NewGuid():N}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.App.Owner.PostAsync("teams", Wish(name))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Single((await world.App.Owner.GetAsync($"teams?search={name}")).As<ListResponse<TeamResponse>>().Items);
    }

    [Fact]
    public async Task Who_leaves_the_workspace_is_in_no_team_any_more_also_after_they_came_back()
    {
        var people = await world.PeopleAsync(2);
        var team = await world.TeamAsync(people);

        (await world.App.Owner.DeleteAsync($"directory/users/{people[0].Id}")).Expect(HttpStatusCode.NoContent);
        await world.App.Owner.PostTextAsync("directory/users/import", $$"""{"id":"{{people[0].Id}}","email":"{{people[0].Email}}"}""", "application/x-ndjson");

        Assert.Equal([people[1].Id], (await world.App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().MemberIds);
    }

    [Fact]
    public async Task Five_thousand_people_with_the_longest_ids_are_one_row_and_are_read_back()
    {
        var teams = world.App.Get<TeamsTable>();
        var ids = Enumerable.Range(0, Functions.Teams.Team.MostMembers).Select(number => $"{Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(45))}{number:D10}").ToList();
        var now = DateTimeOffset.UtcNow;
        var about = new Functions.Teams.TeamSummary("big", $"Big {Guid.NewGuid():N}", ids.Count, "1", now, now, new Functions.Teams.TeamAuthor("me", "Me"));

        Assert.True(await teams.AddAsync(new Functions.Teams.Team(about, ids), HubWorld.Cancel));

        Assert.Equal(100, ids[0].Length);
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await teams.FindAsync("big", HubWorld.Cancel))?.MemberIds);
        var found = await teams.FindAsync("big", HubWorld.Cancel);
        Assert.True(await teams.ReplaceAsync(found ?? throw new InvalidOperationException("Gone."), found with { MemberIds = ["one"] }, HubWorld.Cancel));
        Assert.Equal(["one"], (await teams.FindAsync("big", HubWorld.Cancel))?.MemberIds);
    }
}
