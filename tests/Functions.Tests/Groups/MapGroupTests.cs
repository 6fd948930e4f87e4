using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>Groups are found, mapped to hubs, and taken from them again.</summary>
public sealed class MapGroupTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_group_is_found_shown_as_a_plan_and_mapped_and_its_people_are_held_by_it()
    {
        world.Groups.IsConnected = true;
        var (hub, people) = (await world.HubOfAsync(10), await world.PeopleAsync(2));
        var late = $"{Guid.NewGuid():N}";
        var name = GroupWorld.Name();
        var group = world.Groups.Add(name, [.. GroupWorld.Ids(people), late]);
        var found = Assert.Single((await hub.Owner.Caller.GetAsync($"directory/groups?search={name}")).Expect(HttpStatusCode.OK).As<ListResponse<GroupResponse>>().Items);
        Assert.Equal(new GroupResponse(group, name, "Graph"), found);

        var plan = (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/groups/{group.ToUpperInvariant()}?dryRun=true", new GiveHubRequest("Member"))).Expect(HttpStatusCode.OK).As<HubGroupPlanResponse>();
        Assert.Equal((2, 2), (plan.People.Count, Assert.Single(plan.Changes).Items.Count));
        Assert.Contains(name, plan.People[0].Sentence, StringComparison.Ordinal);
        Assert.Null(await world.App.Get<GroupsTable>().FindAsync(group, HubWorld.Cancel));
        Assert.Empty(await ListAsync(hub));

        var run = await hub.EndOfAsync((await hub.StartMappingAsync(group.ToUpperInvariant())).Id);
        Assert.Equal((AutomatedTaskStatus.Completed, AutomatedTaskType.ProvisionHub, TaskTrigger.GroupChange), (run.Status, run.Type, run.Trigger));
        Assert.Equal(people.Select(person => (ChangeAction.Invite, person.Email)).OrderBy(sent => sent.Email, StringComparer.Ordinal), hub.Sent().OrderBy(sent => sent.Email, StringComparer.Ordinal));
        var mapped = Assert.Single(await ListAsync(hub));
        Assert.Equal((group, name, 3, AppRole.Member, false), (mapped.GroupId, mapped.Name, mapped.MemberCount, mapped.AppRole, mapped.IsGone));
        Assert.NotNull(mapped.ReadAt);
        Assert.Contains("mapped by", Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).Cause, StringComparison.Ordinal);

        // Whom the group names is given the seat once they are known.
        hub.Site.Changes.Sent.Clear();
        (await world.App.Owner.PostTextAsync("directory/users/import", $$"""{"id":"{{late}}","email":"{{late}}@example.com"}""", "application/x-ndjson")).Expect(HttpStatusCode.OK);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, $"{late}@example.com")], hub.Sent());

        await hub.ConfirmAsync();
        var held = (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(people[0].Email)}", new UpdateRoleRequest("Admin"))).ExpectProblem(HttpStatusCode.Conflict, "heldByGroup");
        Assert.Contains($"/api/v1/hubs/{hub.Id}/groups/{group}", held.Text, StringComparison.Ordinal);
        Assert.Contains(name, held.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceEnd.App)]
    [InlineData(SourceEnd.Hub)]
    public async Task What_is_being_taken_from_a_hub_in_one_way_is_not_taken_in_the_other(SourceEnd begun)
    {
        var (hub, people) = (await world.HubOfAsync(3), await world.PeopleAsync(1));
        var (team, group) = (await world.TeamAsync(people), Guid.NewGuid().ToString());
        var taken = new HubAssignment(hub.Id, team.Id, AppRole.Member, HubRole.Collaborator, begun, DateTimeOffset.UtcNow, new TeamAuthor("t", "Test")) { Stamp = "1", IsTold = true };
        await world.App.Get<HubTeamsTable>().TryPutAsync(taken, before: null, HubWorld.Cancel);
        await world.App.Get<GroupMappingsTable>().TryPutAsync(taken with { SourceId = group }, before: null, HubWorld.Cancel);
        var other = begun == SourceEnd.App ? "hub" : "app";

        foreach (var path in new[] { hub.Path(team), $"hubs/{hub.Id}/groups/{group}" })
            (await hub.Owner.Caller.DeleteAsync($"{path}?scope={other}")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Equal(begun, (await world.App.Get<HubTeamsTable>().FindAsync(hub.Id, team.Id, HubWorld.Cancel))?.Ends);
        Assert.Equal(begun, (await world.App.Get<GroupMappingsTable>().FindAsync(hub.Id, group, HubWorld.Cancel))?.Ends);
    }

    [Fact]
    public async Task Over_several_groups_of_a_hub_and_hubs_of_a_group_the_highest_role_wins()
    {
        var (hub, group, people) = await world.MappedAsync(2);
        var admins = world.Groups.Add(GroupWorld.Name(), GroupWorld.Ids(people[0]));
        var other = await world.HubOfAsync(10);

        await hub.MapAsync(admins, "Guest");
        Assert.Empty(hub.Sent());
        await hub.MapAsync(admins, "Admin");
        await other.MapAsync(admins, "Guest");

        Assert.Equal([(ChangeAction.ChangeRole, people[0].Email)], hub.Sent());
        Assert.Equal(AppRole.Admin, (await hub.MemberAsync(people[0].Email)).Facts.Role);
        Assert.Equal([(ChangeAction.Invite, people[0].Email)], other.Sent());
        Assert.Equal(2, (await ListAsync(hub)).Count);

        // A change of the group is followed wherever it is mapped.
        await world.ChangeGroupAsync(admins, people);
        await hub.InStepAsync();
        await other.InStepAsync();
        Assert.Contains((ChangeAction.Invite, people[1].Email), other.Sent());
        Assert.Equal([group, admins], (await hub.GrantsAsync()).Of(people[1].Id).Select(grant => grant.SourceId).OrderBy(id => id == admins));
    }

    [Theory]
    [InlineData("app")]
    [InlineData("hub")]
    public async Task An_Owner_takes_a_group_away_without_any_grace_in_the_way_that_they_say(string scope)
    {
        var (hub, group, people) = await world.MappedAsync(2);
        var path = $"hubs/{hub.Id}/groups/{group}";
        (await hub.Owner.Caller.DeleteAsync(path)).ExpectInvalid("scope");
        var plan = (await hub.Owner.Caller.DeleteAsync($"{path}?scope={scope}&dryRun=true")).Expect(HttpStatusCode.OK).As<HubGroupPlanResponse>();
        Assert.Equal((2, scope == "app" ? 1 : 0), (plan.People.Count, plan.Changes.Count));

        await hub.EndOfAsync((await hub.Owner.Caller.DeleteAsync($"{path}?scope={scope}")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        await hub.InStepAsync();

        Assert.Equal(scope == "app" ? 2 : 0, hub.Site.Changes.Sent.Count);
        GrantSource[] left = scope == "app" ? [] : [GrantSource.Individual];
        Assert.Equal(left, await hub.SourcesAsync(people[0]));
        Assert.Empty(await ListAsync(hub));
        (await hub.Owner.Caller.DeleteAsync($"{path}?scope={scope}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.Equal(["groupUnmapped", "groupMapped"], (await hub.ActivityAsync()).Select(entry => entry.Entry.Event).Where(what => what.StartsWith("group", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Cut_short_a_call_that_takes_a_group_away_is_answered_by_the_same_call_once_the_run_has_ended()
    {
        var (hub, group, people) = await world.MappedAsync(1);
        world.Faults.BreakWrite("\"PartitionKey\":\"started|", nth: 2);

        var lost = await TakeAsync();
        Assert.True(world.Faults.Happened && lost.Status >= HttpStatusCode.InternalServerError, lost.Text);
        await hub.InStepAsync();
        Assert.Empty(await ListAsync(hub));

        var again = (await TakeAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(again.Id)).Status);
        Assert.Equal(again.Id, (await TakeAsync()).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());

        Task<ApiAnswer> TakeAsync() => hub.Owner.Caller.SendAsync(HttpMethod.Delete, $"hubs/{hub.Id}/groups/{group}?scope=app", null, ("Idempotency-Key", "one"));
    }

    [Fact]
    public async Task What_nobody_knows_or_cannot_be_read_is_refused_and_a_seat_that_was_there_stays_its_own()
    {
        world.Groups.IsConnected = true;
        var person = (await world.PeopleAsync(1))[0];
        var hub = await world.HubOfAsync(10, ScriptedSite.Person(person.Email));
        var (group, gone) = (world.Groups.Add(GroupWorld.Name(), person.Id), world.Groups.Add(GroupWorld.Name(), person.Id));
        (await MapAsync(Guid.NewGuid().ToString())).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await MapAsync("a_b")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        world.Groups.Fail(group);
        (await MapAsync(group)).ExpectProblem(HttpStatusCode.ServiceUnavailable, "DirectoryUnavailable");
        Assert.Empty(await ListAsync(hub));
        world.Groups.Fail(group, fails: false);
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/groups/{group}", new GiveHubRequest("Owner", "Boss"))).ExpectInvalid("appRole", "hubRole");

        await hub.MapAsync(gone);
        world.Groups.Delete(gone);
        await world.NotifyAsync(gone);
        (await MapAsync(gone)).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        await hub.InStepAsync();

        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(person));
        Assert.True(Assert.Single(await ListAsync(hub)).IsGone);
        Assert.Empty(hub.Sent());

        Task<ApiAnswer> MapAsync(string id) => hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/groups/{id}", new GiveHubRequest("Member"));
    }

    private static async Task<IReadOnlyList<HubGroupResponse>> ListAsync(TestHub hub) =>
        (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/groups")).Expect(HttpStatusCode.OK).As<ListResponse<HubGroupResponse>>().Items;
}
