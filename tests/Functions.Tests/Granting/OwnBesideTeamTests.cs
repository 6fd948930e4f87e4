using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Granting;

/// <summary>What people have by name beside what a team gives them.</summary>
public sealed class OwnBesideTeamTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Ownership_and_seat_that_are_given_by_name_outlast_the_team_that_gave_them_too()
    {
        var (hub, team, people) = await world.GivenAsync(3);
        var boss = await world.PersonAsync(WorkspaceRole.SuperAdmin);
        await hub.EndOfAsync(await world.ChangeAsync(team, [.. people, boss.Person]));
        await hub.GiveAsync(team, hubRole: "Owner");
        Assert.Equal(HubRole.Owner, await hub.RoleAsync(people[2]));
        Assert.Equal([GrantSource.Team], await hub.SourcesAsync(people[0]));

        // By name, with the seat and without; and somebody who takes the hub over.
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/{people[0].Id}", new HubPersonRequest("Owner", Seat: true))).Expect(HttpStatusCode.OK);
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/{people[0].Id}", new HubPersonRequest("Owner", Seat: true))).Expect(HttpStatusCode.OK);
        var added = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members", new AddMembersRequest([new(people[1].Id)], HubRole: "Owner", Seat: false))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(added.Id)).Status);
        (await boss.Caller.PostAsync($"hubs/{hub.Id}/takeover", new TakeOverRequest("They are on leave"))).Expect(HttpStatusCode.OK);

        Assert.Single(await hub.ToldAsync("hubRoleChanged"), told => told.UserId == people[0].Id && told.Before == "Owner");
        Assert.Contains(await hub.ToldAsync("hubTakenOver"), told => told.UserId == hub.Owner.Person.Id);
        Assert.Equal((HubRole.Owner, true, AppRole.Member), await OwnAsync(hub, people[0]));
        await hub.TakeAsync(team, "app");
        await hub.InStepAsync();

        Assert.Equal([HubRole.Owner, HubRole.Owner, null, HubRole.Owner], [await hub.RoleAsync(people[0]), await hub.RoleAsync(people[1]), await hub.RoleAsync(people[2]), await hub.RoleAsync(boss)]);
        Assert.Equal([people[1].Email, people[2].Email], hub.Sent().Where(sent => sent.Action == ChangeAction.Remove).Select(sent => sent.Email).OrderBy(email => email == people[2].Email));
        Assert.Equal((HubRole.Owner, false, null), await OwnAsync(hub, people[1]));
    }

    [Fact]
    public async Task A_seat_that_a_team_gave_is_given_by_name_and_a_grant_alone_makes_nobody_owner()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/people/{people[0].Id}", new HubPersonRequest("Collaborator", Seat: true))).Expect(HttpStatusCode.OK);
        Assert.Equal((HubRole.Collaborator, true, AppRole.Member), await OwnAsync(hub, people[0]));

        // Left over from a time when they were Owner.
        var stale = Grant.OfPerson(people[1].Id, GrantSource.Individual, null, HubRole.Owner, DateTimeOffset.UtcNow) with { GivesSeat = false };
        await world.App.Get<GrantsTable>().ApplyAsync(hub.Id, new GrantChanges([stale], []), HubWorld.Cancel);
        await hub.GiveAsync(team, "Guest");
        Assert.Equal(HubRole.Collaborator, await hub.RoleAsync(people[1]));

        await hub.TakeAsync(team, "app");
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent().Where(sent => sent.Action == ChangeAction.Remove));
    }

    [Fact]
    public async Task Whose_invitation_was_open_while_the_role_changed_gets_the_role_once_it_is_accepted()
    {
        var (hub, people) = (await world.HubOfAsync(3), await world.PeopleAsync(1));
        var team = await world.TeamAsync(people);
        await hub.GiveAsync(team, "Guest");
        await hub.GiveAsync(team, "Member");
        Assert.Equal([(ChangeAction.Invite, people[0].Email)], hub.Sent());

        hub.Site.People = [.. hub.Site.People.Select(person => person with { Presence = Presence.Confirmed })];
        await hub.CheckAsync();
        await hub.InStepAsync();

        Assert.Equal((ChangeAction.ChangeRole, people[0].Email, AppRole.Member), hub.Site.Changes.Sent.Last() is var sent ? (sent.Action, sent.Email, sent.Role) : default);
        await hub.CheckAsync();
        Assert.Single(await hub.TasksAsync(AutomatedTaskType.UpdateRoles));
    }

    private static async Task<(HubRole HubRole, bool GivesSeat, AppRole? AppRole)> OwnAsync(TestHub hub, DirectoryPerson person) =>
        (await hub.GrantsAsync()).Of(person.Id).Single(grant => grant.Source == GrantSource.Individual) is var own ? (own.HubRole, own.GivesSeat, own.AppRole) : default;
}
