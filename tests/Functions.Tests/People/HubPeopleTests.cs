using System.Net;
using System.Net.Http.Json;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.People;

public sealed class HubPeopleTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task An_owner_without_a_seat_manages_the_hub_and_is_told_and_nothing_is_sent_to_the_app()
    {
        var (ann, seated) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.User));
        var hub = await world.HubWithAsync(seated);

        var given = await hub.OwnAsync(ann, seat: false);
        Assert.Equal((HubRole.Owner, false, null, true), (given.HubRole, given.HasSeat, given.MemberId, given.InForce));
        Assert.True((await hub.OwnAsync(seated, seat: true)).HasSeat);
        await hub.OwnAsync(ann);

        (await ann.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Ann's" })).Expect(HttpStatusCode.OK);
        Assert.Equal(
            new[] { (hub.Owner.Person.Id, HubRole.Owner), (ann.Person.Id, HubRole.Owner), (seated.Person.Id, HubRole.Owner) }.OrderBy(person => person.Id, StringComparer.Ordinal), await hub.PeopleAsync());
        Assert.Equal(("hubRoleChanged", ann.Person.Id, null, "Owner"), Assert.Single(await hub.ToldAsync("hubRoleChanged"), told => told.UserId == ann.Person.Id));
        Assert.Contains("hubRoleChanged", (await ann.Caller.GetAsync($"activity?userId={ann.Person.Id}")).Text, StringComparison.Ordinal);
        var grant = Assert.Single(await hub.GrantsAsync(ann));
        Assert.Equal((GrantSource.Individual, HubRole.Owner, false), (grant.Source, grant.HubRole, grant.GivesSeat));
        Assert.Equal(HubRole.Owner, (await hub.MemberAsync(seated.Person.Email)).Decision.HubRole);

        Assert.Equal(HubRole.Collaborator, (await hub.PutAsync(seated, "Collaborator")).Expect(HttpStatusCode.OK).As<HubPersonResponse>().HubRole);
        Assert.Equal((HubRole.Collaborator, HubRole.Collaborator), (await hub.RoleAsync(seated), (await hub.MemberAsync(seated.Person.Email)).Decision.HubRole));
        (await seated.Caller.PatchAsync($"hubs/{hub.Id}", new { label = "Mine" })).Expect(HttpStatusCode.Forbidden);
        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Fact]
    public async Task Who_loses_access_keeps_the_seat_and_no_check_lets_them_in_again()
    {
        var ann = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(ann);
        Assert.Equal(HubRole.Collaborator, await hub.RoleAsync(ann));

        (await hub.Owner.Caller.DeleteAsync(hub.Path(ann))).Expect(HttpStatusCode.NoContent);
        (await hub.Owner.Caller.DeleteAsync(hub.Path(ann))).Expect(HttpStatusCode.NotFound);
        hub.Site.People = [.. hub.Site.People.Select(person => person.Email == ann.Person.Email ? person with { Role = AppRole.Admin, RawRole = "Admin" } : person)];
        await hub.CheckAsync();

        Assert.Equal((true, MemberStatus.Unmatched, null), Standing(await hub.MemberAsync(ann.Person.Email)));
        Assert.Null(await hub.RoleAsync(ann));
        Assert.Empty(await hub.GrantsAsync(ann));
        (await ann.Caller.GetAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal([("hubAccessRemoved", ann.Person.Id, "Collaborator", null)], await hub.ToldAsync("hubAccessRemoved"));
        Assert.Empty(hub.Site.Changes.Batches);

        static (bool, MemberStatus, string?) Standing(Member member) => (member.IsPresent, member.Decision.Status, member.Decision.UserId);
    }

    [Fact]
    public async Task What_is_taken_while_the_seat_is_gone_does_not_come_back_with_the_seat()
    {
        var ann = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(ann);
        await hub.OwnAsync(ann);
        var people = hub.Site.People;
        hub.Site.People = [.. people.Where(person => person.Email != ann.Person.Email)];
        await hub.CheckAsync();
        Assert.Equal(HubRole.Owner, await hub.RoleAsync(ann));

        (await hub.Owner.Caller.DeleteAsync(hub.Path(ann))).Expect(HttpStatusCode.NoContent);
        hub.Site.People = people;
        await hub.CheckAsync();

        Assert.Equal((true, MemberStatus.Unmatched), await hub.MemberAsync(ann.Person.Email) is var back ? (back.IsPresent, back.Decision.Status) : default);
        Assert.Null(await hub.RoleAsync(ann));
        Assert.Empty(await hub.GrantsAsync(ann));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_its_rule_and_changes_nothing()
    {
        var (free, guest, left) = (await world.PersonAsync(WorkspaceRole.User), await world.PersonAsync(WorkspaceRole.GuestUser), await world.PersonAsync(WorkspaceRole.User));
        var seated = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(seated, guest);
        await world.ChangeAsync(left, person => person with { Active = false });

        (await hub.PutAsync(free, "Emperor")).ExpectInvalid("hubRole");
        (await hub.PutAsync(guest, "Owner")).ExpectInvalid("hubRole");
        (await hub.PutAsync(seated, "Collaborator", seat: false)).ExpectInvalid("seat");
        (await hub.PutAsync(seated, "Owner", seat: false)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await hub.PutAsync(left, "Owner")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        (await hub.PutAsync(free, "Owner", seat: true)).ExpectProblem(HttpStatusCode.UnprocessableEntity, "notSupportedByApp");
        (await hub.PutAsync(free, "Collaborator")).ExpectProblem(HttpStatusCode.UnprocessableEntity, "notSupportedByApp");
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/nobody", new HubPersonRequest("Owner"))).Expect(HttpStatusCode.NotFound);
        (await hub.Owner.Caller.DeleteAsync(hub.Path(free))).Expect(HttpStatusCode.NotFound);
        (await hub.Owner.Caller.GetAsync(hub.Path(free))).Expect(HttpStatusCode.NotFound);
        (await hub.PutAsync(seated, "Owner", by: seated)).Expect(HttpStatusCode.Forbidden);
        (await hub.PutAsync(free, "Owner", by: free)).Expect(HttpStatusCode.NotFound);

        Assert.Equal(2, (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/people?hubRole=Collaborator")).As<ListResponse<HubPersonResponse>>().Items.Count);
        Assert.Equal([hub.Owner.Person.Id], await hub.OwnersAsync());
        Assert.Empty(await hub.ToldAsync("hubRoleChanged", "hubAccessRemoved"));
    }

    [Fact]
    public async Task Whom_a_team_lets_in_is_not_let_out_by_name()
    {
        var ann = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(ann);
        var team = new Grant(ann.Person.Id, GrantSource.Team, "t1", "Sales", AppRole.Member, HubRole.Owner, DateTimeOffset.UtcNow);
        await world.App.Get<GrantsTable>().ApplyAsync(hub.Id, new GrantChanges([team], []), HubWorld.Cancel);
        await hub.OwnAsync(ann);

        (await hub.Owner.Caller.DeleteAsync(hub.Path(ann))).ExpectProblem(HttpStatusCode.Conflict, "heldByTeam");
        (await hub.PutAsync(ann, "Collaborator")).ExpectProblem(HttpStatusCode.Conflict, "heldByTeam");
        await world.App.Get<GrantsTable>().ApplyAsync(hub.Id, new GrantChanges([team with { Source = GrantSource.Group }], [team.Key]), HubWorld.Cancel);
        (await hub.Owner.Caller.DeleteAsync(hub.Path(ann))).ExpectProblem(HttpStatusCode.Conflict, "heldByGroup");

        Assert.Equal(HubRole.Owner, await hub.RoleAsync(ann));
    }

    [Fact]
    public async Task A_tag_of_another_state_is_refused()
    {
        var ann = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(ann);
        var tag = (await hub.Owner.Caller.GetAsync(hub.Path(ann))).Expect(HttpStatusCode.OK).ETag ?? "";

        (await SendAsync(HttpMethod.Put, JsonContent.Create(new HubPersonRequest("Owner"), options: ApiJson.Options))).Expect(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, null)).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");

        Assert.Equal(HubRole.Owner, await hub.RoleAsync(ann));

        Task<ApiAnswer> SendAsync(HttpMethod method, HttpContent? body) => hub.Owner.Caller.SendAsync(method, hub.Path(ann), body, ("If-Match", tag));
    }

    // In the order of the writes: the turn with the list of Owners, the activity, the member, the grants, the role, the turn's end.
    [Theory]
    [InlineData("hubAccessRemoved", 1, false)]
    [InlineData("hubAccessRemoved", 1, true, Explicit = true)]
    [InlineData("\"DecidedBy\":\"Person\"", 1, true)]
    [InlineData("hubAccessRemoved", 2, false, Explicit = true)]
    [InlineData("hubAccessRemoved", 2, true)]
    public async Task Cut_short_anywhere_it_is_finished_by_whoever_comes_next_and_told_once(string broken, int nth, bool whenDone)
    {
        var ann = await world.PersonAsync(WorkspaceRole.User);
        var hub = await world.HubWithAsync(ann);
        await hub.OwnAsync(ann);
        world.Faults.Break(broken, nth, whenDone);

        Assert.InRange((int)(await hub.Owner.Caller.DeleteAsync(hub.Path(ann))).Status, 500, 599);
        Assert.True(world.Faults.Happened);
        var again = await hub.Owner.Caller.DeleteAsync(hub.Path(ann));

        Assert.Contains(again.Status, new[] { HttpStatusCode.NoContent, HttpStatusCode.NotFound });
        Assert.Equal([(hub.Owner.Person.Id, HubRole.Owner)], await hub.PeopleAsync());
        Assert.Equal([hub.Owner.Person.Id], await hub.OwnersAsync());
        Assert.Equal(MemberStatus.Unmatched, (await hub.MemberAsync(ann.Person.Email)).Decision.Status);
        Assert.Empty(await hub.GrantsAsync(ann));
        Assert.Equal([("hubAccessRemoved", ann.Person.Id, "Owner", null)], await hub.ToldAsync("hubAccessRemoved"));
    }
}
