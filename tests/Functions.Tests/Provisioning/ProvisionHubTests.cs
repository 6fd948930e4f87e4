using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Teams change: every hub that was given to them follows, by the net effect.</summary>
public sealed class ProvisionHubTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Who_comes_is_invited_and_who_goes_makes_room_first_in_every_hub_of_the_team()
    {
        var (hub, team, people) = await world.GivenAsync(3);
        var other = await world.HubOfAsync(20);
        await other.GiveAsync(team, "Guest");
        other.Site.Changes.Sent.Clear();
        var newcomer = (await world.PeopleAsync(1))[0];
        hub.Site.Seats = hub.Site.Seats with { Paid = hub.Site.Snapshot().Members.Count };
        await hub.CheckAsync();

        var asked = (await world.App.Owner.PutAsync($"teams/{team.Id}?dryRun=true", TeamWorld.Wish(team.Name, people[0], people[1], newcomer))).Expect(HttpStatusCode.OK).As<TeamResponse>();
        Assert.Equal([(1, 1, 1), (1, 1, 1)], asked.Effects?.Select(effect => (effect.Given, effect.Removals, effect.Invitations)));
        Assert.Equal(people.Select(person => person.Id).Order(StringComparer.Ordinal), (await world.App.Owner.GetAsync($"teams/{team.Id}")).As<TeamResponse>().MemberIds);
        var changed = await world.ChangeAsync(team, people[0], people[1], newcomer);

        Assert.Equal(2, changed.Tasks?.Count);
        Assert.Equal((AutomatedTaskStatus.Completed, 2), (await hub.EndOfAsync(changed)) is var done ? (done.Status, done.ItemsDone) : default);
        Assert.Equal([(ChangeAction.Remove, people[2].Email), (ChangeAction.Invite, newcomer.Email)], hub.Sent());
        Assert.Equal(AutomatedTaskStatus.Completed, (await other.EndOfAsync(changed)).Status);
        Assert.Equal([ChangeAction.CancelInvitation, ChangeAction.Invite], other.Sent().Select(sent => sent.Action));
        Assert.Empty((await hub.GrantsAsync()).Of(people[2].Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, Explicit = true)]
    public async Task Who_moves_between_two_teams_keeps_the_seat_in_whatever_order_it_is_said(bool leavesFirst)
    {
        var (hub, from, people) = await world.GivenAsync(2);
        var to = await world.TeamAsync();
        await hub.GiveAsync(to);
        await hub.HoldAsync();

        TeamResponse[] changed = leavesFirst
            ? [await world.ChangeAsync(from, people[1]), await world.ChangeAsync(to, people[0])]
            : [await world.ChangeAsync(to, people[0]), await world.ChangeAsync(from, people[1])];

        // Two changes at once are one run.
        Assert.Equal(changed[0].Tasks?[0].TaskId, changed[1].Tasks?[0].TaskId);
        await hub.FreeAsync();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(changed[0])).Status);
        await hub.InStepAsync();
        Assert.Empty(hub.Site.Changes.Batches.Skip(1));
        Assert.Equal(to.Id, Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).SourceId);
        Assert.Empty(await hub.TasksAsync(AutomatedTaskType.RemoveMembers));
    }

    [Fact]
    public async Task A_large_loss_waits_for_a_person_and_who_is_back_in_a_team_by_then_stays()
    {
        var (hub, team, people) = await world.GivenAsync(10, others: 10);

        var run = await hub.EndOfAsync(await world.ChangeAsync(team));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 10), (run.Status, run.ItemsFailed));
        Assert.All((await hub.ItemsAsync(run.Id)).Values, item => Assert.Equal(FailureKind.GuardTripped, item.Failure?.Kind));
        var removal = await hub.TaskAsync(Assert.Single(await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).Id);
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, TaskTrigger.Team), (removal.Status, removal.Trigger));
        await hub.CheckAsync();

        // As long as the seat is there, its person may log in through the hub, whatever becomes of the question.
        Assert.Equal((HubRole.Collaborator, HubRole.Collaborator), (await hub.RoleAsync(people[0]), await hub.RoleAsync(people[9])));
        await hub.EndOfAsync(await world.ChangeAsync(team, people[0], people[1]));

        await ApproveAsync(hub, removal);
        var again = await hub.UntilAsync(removal.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval && task.PlanDigest != removal.PlanDigest);
        Assert.Empty(hub.Site.Changes.Sent);
        await ApproveAsync(hub, again);

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 8), await hub.EndOfAsync(removal.Id) is var ended ? (ended.Status, ended.ItemsDone) : default);
        Assert.Equal(people.Skip(2).Select(person => person.Email).Order(StringComparer.Ordinal), hub.Sent().Select(sent => sent.Email).Order(StringComparer.Ordinal));

        // Whoever was refused is looked at once more, and stays.
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();
        Assert.All(people.Take(2), person => Assert.Equal(Presence.Confirmed, hub.MemberAsync(person.Email).Result.Presence));
        Assert.Equal((HubRole.Collaborator, null), (await hub.RoleAsync(people[0]), await hub.RoleAsync(people[9])));
    }

    [Theory]
    [InlineData("automatic")]
    [InlineData("confirm")]
    public async Task Who_leaves_the_workspace_loses_what_their_teams_gave_by_the_hubs_setting_and_nobody_else(string leavers)
    {
        var (hub, team, people) = await world.GivenAsync(3);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers })).Expect(HttpStatusCode.OK);

        (await world.App.Owner.DeleteAsync($"directory/users/{people[1].Id}")).Expect(HttpStatusCode.NoContent);
        await hub.InStepAsync();

        // Where an Owner of the hub is to confirm it, the seat waits for that, also where the team is changed meanwhile.
        if (leavers == "confirm")
        {
            await world.ChangeAsync(team, people[0], people[2], (await world.PeopleAsync(1))[0]);
            await hub.InStepAsync();
            Assert.DoesNotContain(hub.Sent(), sent => sent.Action == ChangeAction.Remove);
            Assert.Equal([GrantSource.Team], await hub.SourcesAsync(people[1]));
            var leaver = (await hub.MemberAsync(people[1].Email)).Id;
            await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/leavers/apply", new { memberIds = new[] { leaver } })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        }

        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent().Where(sent => sent.Action == ChangeAction.Remove));
        Assert.Equal([GrantSource.Team], await hub.SourcesAsync(people[0]));
        Assert.Empty(await hub.SourcesAsync(people[1]));
    }

    [Fact]
    public async Task Who_is_back_in_the_workspace_before_anybody_planned_keeps_the_seat_until_an_owner_says_otherwise()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        await hub.HoldAsync();
        (await world.App.Owner.DeleteAsync($"directory/users/{people[1].Id}")).Expect(HttpStatusCode.NoContent);
        var users = world.App.Get<WorkspaceUsersTable>();
        var left = await users.FindAsync(people[1].Id, HubWorld.Cancel) ?? throw new InvalidOperationException("Nobody.");
        await users.SaveAsync([left with { Active = true }], HubWorld.Cancel);
        await hub.FreeAsync();
        await hub.InStepAsync();

        Assert.Empty(hub.Sent());
        Assert.NotNull(Assert.Single((await hub.GrantsAsync()).Of(people[1].Id)).LapsedAt);

        // By name they are in the team again, and out of it again by name: that is a person's word.
        await world.ChangeAsync(team, people);
        await hub.InStepAsync();
        Assert.Null(Assert.Single((await hub.GrantsAsync()).Of(people[1].Id)).LapsedAt);
        await world.ChangeAsync(team, people[0]);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
    }

    [Fact]
    public async Task What_waits_for_an_owner_goes_once_the_hub_takes_it_by_itself_and_is_forgotten_where_the_seat_is_gone()
    {
        var (hub, _, people) = await world.GivenAsync(3, others: 30);
        foreach (var person in people.Skip(1))
            (await world.App.Owner.DeleteAsync($"directory/users/{person.Id}")).Expect(HttpStatusCode.NoContent);
        await hub.InStepAsync();
        Assert.Empty(hub.Sent());

        // One is taken out by hand in the app, and given a seat by hand later: that is nobody's leaving.
        var byHand = hub.Site.People.Single(person => person.Email == people[1].Email);
        hub.Site.People = [.. hub.Site.People.Where(person => person != byHand)];
        await hub.CheckAsync();
        Assert.Empty(await hub.SourcesAsync(people[1]));
        var users = world.App.Get<WorkspaceUsersTable>();
        foreach (var person in people.Skip(1))
            await users.SaveAsync([(await users.FindAsync(person.Id, HubWorld.Cancel) ?? person) with { Active = true }], HubWorld.Cancel);
        hub.Site.People = [.. hub.Site.People, byHand];
        await hub.CheckAsync();
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people[1]));

        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[2].Email)], hub.Sent());
    }

    [Fact]
    public async Task A_run_that_a_person_stopped_changed_nothing_and_the_next_change_takes_all_of_it_up()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        var newcomers = await world.PeopleAsync(2);
        await hub.HoldAsync();
        var run = (await world.ChangeAsync(team, [.. people, newcomers[0]])).Tasks?[0].TaskId ?? "";
        await hub.UntilAsync(run, task => task.Progress?.StartsWith("Waits for another task", StringComparison.Ordinal) == true);
        (await hub.Owner.Caller.PostAsync($"tasks/{run}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(run)).Status);
        await hub.FreeAsync();

        await world.SweepAsync(ProvisionWorld.Later);
        Assert.Null((await hub.MarkAsync()).TaskId);
        Assert.Empty((await hub.GrantsAsync()).Of(newcomers[0].Id));

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(await world.ChangeAsync(team, [.. people, .. newcomers]))).Status);
        Assert.Equal(newcomers.Select(person => person.Email).Order(StringComparer.Ordinal), hub.Sent().Select(sent => sent.Email).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_failed_in_the_app_is_told_and_nothing_is_called_done()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        hub.Site.Changes.Next(people[0].Email, new Mishap(Lies: true));

        var run = await hub.EndOfAsync(await world.ChangeAsync(team, people[1]));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 0, 1), (run.Status, run.ItemsDone, run.ItemsFailed));
        Assert.Equal(FailureKind.EffectNotApplied, Assert.Single((await hub.ItemsAsync(run.Id)).Values).Failure?.Kind);
    }

    private static async Task ApproveAsync(TestHub hub, AutomatedTask waiting) =>
        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/approve", new ApproveRequest(waiting.PlanDigest))).Expect(HttpStatusCode.Accepted);
}
