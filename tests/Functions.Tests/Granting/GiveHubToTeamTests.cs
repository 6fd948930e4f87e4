using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Granting;

/// <summary>Hubs given to teams and taken from them: the grants, and what reaches the site.</summary>
public sealed class GiveHubToTeamTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Who_has_no_seat_is_invited_and_who_has_one_is_only_matched_and_granted()
    {
        var known = $"{Guid.NewGuid():N}@example.com";
        var hub = await world.HubOfAsync(3, ScriptedSite.Person(known));
        DirectoryPerson[] people = [(await world.PersonAsync(WorkspaceRole.User, known)).Person, .. await world.PeopleAsync(1)];
        var guest = (await world.PeopleAsync(1, WorkspaceRole.GuestUser))[0];
        var team = await world.TeamAsync([.. people, guest]);

        var preview = (await hub.Owner.Caller.PutAsync($"{hub.Path(team)}?dryRun=true", new GiveHubRequest("Member", "Owner"))).Expect(HttpStatusCode.OK).As<HubTeamPlanResponse>();
        Assert.Equal((3, 2), (preview.People.Count, Assert.Single(preview.Changes).Seats.Needed));
        Assert.Empty((await hub.GrantsAsync()).Of(people[1].Id));
        var task = await hub.GiveAsync(team, hubRole: "Owner");

        Assert.Equal((AutomatedTaskType.ProvisionHub, TaskTrigger.Team, AutomatedTaskStatus.Completed, 3), (task.Type, task.Trigger, task.Status, task.ItemsDone));
        Assert.Equal(new[] { people[1].Email, guest.Email }.Order(StringComparer.Ordinal), hub.Sent().Select(sent => sent.Email).Order(StringComparer.Ordinal));
        var added = Assert.Single(await hub.TasksAsync(AutomatedTaskType.AddMembers));
        Assert.Equal((TaskTrigger.Team, AutomatedTaskStatus.Completed), (added.Trigger, added.Status));
        Assert.Equal((MemberStatus.Onboarded, people[0].Id), ((await hub.MemberAsync(people[0].Email)).Decision.Status, (await hub.MemberAsync(people[0].Email)).Decision.UserId));
        Assert.Equal([GrantSource.Imported, GrantSource.Team], await hub.SourcesAsync(people[0]));
        Assert.All([people[1], guest], person => Assert.Equal([GrantSource.Team], hub.SourcesAsync(person).Result));
        Assert.Equal((HubRole.Owner, HubRole.Owner, HubRole.Collaborator), (await hub.RoleAsync(people[0]), await hub.RoleAsync(people[1]), await hub.RoleAsync(guest)));
        Assert.Equal(3, (await hub.ActivityAsync()).Count(entry => entry.Entry.Event == "grantGiven" && entry.Entry.TaskId == task.Id));

        // Said again it comes to nothing more, and the person is changed through the team.
        Assert.Equal((AutomatedTaskStatus.Completed, 0), ((await hub.GiveAsync(team, hubRole: "Owner")) is var again ? again.Status : default, again.ItemsTotal));
        Assert.Equal(2, hub.Site.Changes.Sent.Count);
        var held = (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(people[0].Email)}")).ExpectProblem(HttpStatusCode.Conflict, "heldByTeam");
        Assert.Equal($"/api/v1/{hub.Path(team)}", held.Json["link"]?.GetValue<string>());
        var listed = Assert.Single((await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/teams")).As<ListResponse<HubTeamResponse>>().Items);
        Assert.Equal((team.Id, team.Name, 3, HubRole.Owner), (listed.TeamId, listed.Name, listed.MemberCount, listed.HubRole));
    }

    [Fact]
    public async Task The_highest_role_wins_in_the_app_and_after_the_team_the_one_from_before_counts_again()
    {
        var people = await world.PeopleAsync(2);
        var hub = await world.HubOfAsync(3, ScriptedSite.Person(people[0].Email), ScriptedSite.Person(people[1].Email, AppRole.Admin), ScriptedSite.Person("other.admin@example.com", AppRole.Admin));
        var (admins, guests) = (await world.TeamAsync(people), await world.TeamAsync(people));

        await hub.GiveAsync(guests, "Guest");
        Assert.Empty(hub.Site.Changes.Sent);
        var raised = await hub.GiveAsync(admins, "Admin");
        Assert.Equal(AutomatedTaskStatus.Completed, raised.Status);
        Assert.Equal([(ChangeAction.ChangeRole, people[0].Email)], hub.Sent());
        Assert.Equal(AppRole.Admin, (await hub.MemberAsync(people[0].Email)).Facts.Role);
        await hub.CheckAsync();

        var back = await hub.TakeAsync(admins, "app");

        Assert.Equal((AutomatedTaskStatus.Completed, AppRole.Member), (back.Status, (await hub.MemberAsync(people[0].Email)).Facts.Role));
        Assert.Equal(AppRole.Admin, (await hub.MemberAsync(people[1].Email)).Facts.Role);
        Assert.Equal(2, hub.Site.Changes.Sent.Count);
        Assert.Equal([GrantSource.Imported, GrantSource.Team], await hub.SourcesAsync(people[0]));
    }

    [Fact]
    public async Task Taken_from_the_app_a_team_takes_the_seats_that_nothing_else_gives_and_no_other()
    {
        var people = await world.PeopleAsync(4);
        var hub = await world.HubOfAsync(20);
        var team = await world.TeamAsync(people);
        await hub.GiveAsync(team);
        await AcceptAsync(hub, people[0], people[1], people[2]);
        var match = new MatchMemberRequest(people[0].Id, "Collaborator");
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(people[0].Email)}/match", match)).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        await ExemptAsync(hub, people[1]);

        var preview = (await hub.Owner.Caller.DeleteAsync($"{hub.Path(team)}?scope=app&dryRun=true")).Expect(HttpStatusCode.OK).As<HubTeamPlanResponse>();
        Assert.Equal(2, Assert.Single(preview.Changes).Items.Count(item => item.Outcome == PlannedOutcome.Change));
        hub.Site.Changes.Sent.Clear();
        var task = await hub.TakeAsync(team, "app");

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal([(ChangeAction.Remove, people[2].Email), (ChangeAction.CancelInvitation, people[3].Email)], hub.Sent().OrderByDescending(sent => sent.Action));
        Assert.Equal(MemberStatus.Exempted, (await hub.MemberAsync(people[1].Email)).Decision.Status);
        Assert.Equal([GrantSource.Individual], await hub.SourcesAsync(people[0]));
        Assert.Equal((HubRole.Collaborator, null), (await hub.RoleAsync(people[0]), await hub.RoleAsync(people[2])));
        Assert.Empty((await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/teams")).As<ListResponse<HubTeamResponse>>().Items);
        (await hub.Owner.Caller.DeleteAsync($"{hub.Path(team)}?scope=app")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
    }

    [Fact]
    public async Task Taken_from_the_hub_alone_a_team_leaves_confirmed_members_their_seat_as_their_own()
    {
        var people = await world.PeopleAsync(2);
        var hub = await world.HubOfAsync(5);
        var team = await world.TeamAsync(people);
        await hub.GiveAsync(team, "Member");
        await AcceptAsync(hub, people[0]);
        hub.Site.Changes.Sent.Clear();

        var task = await hub.TakeAsync(team, "hub");

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal([GrantSource.Individual], await hub.SourcesAsync(people[0]));
        Assert.Empty(await hub.SourcesAsync(people[1]));
        Assert.Equal((AppRole?)AppRole.Member, (await hub.GrantsAsync()).StandingOf(people[0].Id).AppRole);
    }

    [Fact]
    public async Task Where_the_seats_do_not_suffice_for_all_nobody_is_invited_and_nothing_is_called_done()
    {
        var people = await world.PeopleAsync(3);
        var hub = await world.ConnectAsync(new ScriptedSite { Seats = new Domain.Members.SeatCount(4, 4, null) });
        var team = await world.TeamAsync(people);

        var task = await hub.GiveAsync(team);

        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 3), (task.Status, task.ItemsFailed));
        Assert.All((await hub.ItemsAsync(task.Id)).Values, item => Assert.Equal(FailureKind.SeatPurchaseNeedsApproval, item.Failure?.Kind));
    }

    [Fact]
    public async Task The_wrong_role_team_hub_or_caller_is_refused_and_a_team_with_a_hub_is_not_deleted()
    {
        var hub = await world.ConnectAsync();
        var team = await world.TeamAsync();
        var stranger = await world.PersonAsync(WorkspaceRole.User);

        (await hub.Owner.Caller.PutAsync(hub.Path(team), new GiveHubRequest("Owner", "Emperor"))).ExpectInvalid("appRole", "hubRole");
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/teams/nonesuch", new GiveHubRequest("Member"))).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await stranger.Caller.PutAsync(hub.Path(team), new GiveHubRequest("Member"))).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await world.App.Owner.PutAsync(hub.Path(team), new GiveHubRequest("Member"))).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await hub.Owner.Caller.DeleteAsync(hub.Path(team))).ExpectInvalid("scope");
        (await hub.Owner.Caller.PutAsync($"{hub.Path(team)}?dryRun=perhaps", new GiveHubRequest("Member"))).ExpectInvalid("dryRun");

        var (first, second) = (await KeyedAsync("Member"), await KeyedAsync("Member"));
        Assert.Equal(first.As<TaskResponse>().Id, second.As<TaskResponse>().Id);
        (await KeyedAsync("Guest")).ExpectProblem(HttpStatusCode.UnprocessableEntity, "idempotencyKeyReused");
        await hub.EndOfAsync(first.As<TaskResponse>().Id);

        var refused = (await world.App.Owner.DeleteAsync($"teams/{team.Id}")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Equal($"/api/v1/{hub.Path(team)}", refused.Json["link"]?.GetValue<string>());
        Assert.Equal([hub.Id], (await world.App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().HubIds);
        await hub.TakeAsync(team, "hub");
        (await world.App.Owner.DeleteAsync($"teams/{team.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(first.As<TaskResponse>().Id, (await KeyedAsync("Member")).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        // Of a hub that is removed nothing holds its teams any more.
        var other = await world.TeamAsync();
        await hub.GiveAsync(other);
        await world.App.Get<HubTeamsTable>().ForgetHubAsync(hub.Id, HubWorld.Cancel);
        (await world.App.Owner.DeleteAsync($"teams/{other.Id}")).Expect(HttpStatusCode.NoContent);

        Task<ApiAnswer> KeyedAsync(string role) => hub.Owner.Caller.SendAsync(
            HttpMethod.Put, hub.Path(team), System.Net.Http.Json.JsonContent.Create(new GiveHubRequest(role), options: ApiJson.Options), ("Idempotency-Key", "give-1"));
    }

    internal static async Task AcceptAsync(TestHub hub, params DirectoryPerson[] people)
    {
        var addresses = people.Select(person => person.Email).ToHashSet(StringComparer.Ordinal);
        hub.Site.People = [.. hub.Site.People.Select(person => addresses.Contains(person.Email ?? "") ? person with { Presence = Presence.Confirmed } : person)];
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
    }

    // A held person is exempted by no call; somebody may have been before the team came.
    private static async Task ExemptAsync(TestHub hub, DirectoryPerson person)
    {
        var stored = await StoredAsync(hub, person.Email);
        await hub.World.Members.TryWriteAsync(hub.Id, [stored with { Member = stored.Member with { Decision = new MemberDecision(MemberStatus.Exempted, DecidedBy.Person, Reason: "Keeps it") } }], HubWorld.Cancel);
    }

    private static async Task<StoredMember> StoredAsync(TestHub hub, string email) =>
        (await hub.World.Members.LoadAsync(hub.Id, HubWorld.Cancel)).Single(stored => stored.Member.Facts.Email == email && stored.Member.List == Presence.Confirmed);
}
