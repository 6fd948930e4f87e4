using System.Net;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>Somebody is taken out of one team a while before they are put into another.</summary>
public sealed class SettlingTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_seat_is_kept_while_it_is_waited_whether_its_person_is_in_another_team()
    {
        world.App.Get<IOptions<ProvisioningOptions>>().Value.Settling = TimeSpan.FromHours(1);
        var (hub, from, people) = await world.GivenAsync(2);
        var to = await world.TeamAsync();
        await hub.GiveAsync(to);

        var left = await world.ChangeAsync(from, people[1]);
        await hub.UntilAsync(left.Tasks?[0].TaskId ?? "", task => task.Progress == EffectStarts.Settling);
        Assert.Null((await hub.RowAsync()).ActiveTaskId);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        var arrived = await world.ChangeAsync(to, people[0]);

        Assert.Equal(left.Tasks?[0].TaskId, arrived.Tasks?[0].TaskId);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(arrived)).Status);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Empty(await hub.TasksAsync(AutomatedTaskType.RemoveMembers));

        // Who takes a whole team from a hub waits for nothing.
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.TakeAsync(to, "app")).Status);
        Assert.Single(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_its_removal_waits_stops_the_removal_too_and_what_it_told_is_told_once()
    {
        var settling = world.App.Get<IOptions<ProvisioningOptions>>().Value;
        settling.Settling = TimeSpan.FromHours(1);
        var (hub, team, people) = await world.GivenAsync(2);
        var newcomers = await world.PeopleAsync(2);
        var run = (await world.ChangeAsync(team, people[0], newcomers[0])).Tasks?[0].TaskId ?? "";
        await hub.UntilAsync(run, task => task.Progress == EffectStarts.Settling);
        await hub.HoldAsync();
        settling.Settling = TimeSpan.Zero;
        var removal = await hub.UntilStartedAsync(AutomatedTaskType.RemoveMembers);

        (await hub.Owner.Caller.PostAsync($"tasks/{run}/cancel", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(run)).Status);
        Assert.All((await hub.ItemsAsync(run)).Values, item => Assert.Equal(TaskItemStatus.Cancelled, item.Status));
        await hub.FreeAsync();
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(removal)).Status);
        Assert.Empty(hub.Site.Changes.Sent);

        // The next change takes all of it up.
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(await world.ChangeAsync(team, people[0], newcomers[0], newcomers[1]))).Status);
        Assert.Equal((ChangeAction.Remove, people[1].Email), hub.Sent()[0]);
        Assert.Equal(newcomers.Select(person => person.Email).Order(StringComparer.Ordinal), hub.Sent().Skip(1).Select(sent => sent.Email).Order(StringComparer.Ordinal));
        var told = (await hub.ActivityAsync()).Select(recorded => recorded.Entry).ToList();
        Assert.Single(told, entry => entry.Event == "grantEnded" && entry.UserId == people[1].Id);
        Assert.All(newcomers, person => Assert.Single(told, entry => entry.Event == "grantGiven" && entry.UserId == person.Id));
    }

    [Fact]
    public async Task A_run_that_follows_what_it_started_holds_the_hub_no_more_also_where_one_of_its_steps_came_late_and_took_it()
    {
        var settling = world.App.Get<IOptions<ProvisioningOptions>>().Value;
        settling.Settling = TimeSpan.FromHours(1);
        var (hub, team, people) = await world.GivenAsync(2);
        var run = (await world.ChangeAsync(team, people[0])).Tasks?[0].TaskId ?? "";
        await hub.UntilAsync(run, task => task.Progress == EffectStarts.Settling);
        await hub.HoldAsync();
        settling.Settling = TimeSpan.Zero;
        await hub.UntilAsync(run, task => task.Progress?.StartsWith("Follows", StringComparison.Ordinal) == true);

        await world.Hubs.ChangeAsync(hub.Id, now => now with { ActiveTaskId = run }, HubWorld.Cancel);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
    }

    [Fact]
    public async Task Who_had_the_seat_before_a_team_gets_their_role_back_after_it_also_where_a_check_reads_the_teams_role_meanwhile()
    {
        var settling = world.App.Get<IOptions<ProvisioningOptions>>().Value;
        settling.Settling = TimeSpan.Zero;
        var people = await world.PeopleAsync(2);
        var hub = await world.HubOfAsync(20, [ScriptedSite.Person(people[0].Email), ScriptedSite.Person("another.admin@example.com", AppRole.Admin)]);
        var team = await world.TeamAsync(people);
        await hub.GiveAsync(team, "Admin");
        await hub.InStepAsync();
        Assert.Equal([ChangeAction.Invite, ChangeAction.ChangeRole], hub.Sent().Select(sent => sent.Action).Order());

        // Because of the other, who loses the seat, it is waited a while: meanwhile the app still shows the team's role.
        settling.Settling = TimeSpan.FromHours(1);
        var run = (await world.ChangeAsync(team)).Tasks?[0].TaskId ?? "";
        await hub.UntilAsync(run, task => task.Progress == EffectStarts.Settling);
        await hub.CheckAsync();
        settling.Settling = TimeSpan.Zero;
        await hub.InStepAsync();

        Assert.Equal(AppRole.Member, hub.Site.People.Single(person => person.Email == people[0].Email).Role);
        var own = Assert.Single((await hub.GrantsAsync()).Of(people[0].Id));
        Assert.Equal((GrantSource.Imported, AppRole.Member), (own.Source, own.AppRole));

        // A role that somebody gives in the app itself is their own.
        hub.Site.People = [.. hub.Site.People.Select(person => person.Email == people[0].Email ? person with { Role = AppRole.Guest, RawRole = "Guest" } : person)];
        await hub.CheckAsync();
        Assert.Equal(AppRole.Guest, Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).AppRole);
    }

    [Fact]
    public async Task What_changes_after_a_person_stopped_a_run_and_before_it_ended_is_taken_up_by_a_run_of_its_own()
    {
        world.App.Get<IOptions<ProvisioningOptions>>().Value.Settling = TimeSpan.Zero;
        var (hub, team, people) = await world.GivenAsync(2);
        var newcomer = (await world.PeopleAsync(1))[0];
        await hub.HoldAsync();
        var run = (await world.ChangeAsync(team, people[0])).Tasks?[0].TaskId ?? "";
        await hub.UntilAsync(run, task => task.Progress?.StartsWith("Waits for another task", StringComparison.Ordinal) == true);

        // Stopped as the call does it, but nobody wakes the run before the change.
        var stop = new RecordedDecision(DecisionKind.Cancelled, "one", "One", DateTimeOffset.UtcNow);
        Assert.NotNull(await world.App.Get<TasksTable>().ChangeAsync(run, task => TaskChanges.Cancel(task, stop), HubWorld.Cancel));
        await world.ChangeAsync(team, people[0], newcomer);
        await hub.FreeAsync();
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(run)).Status);
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Remove, people[1].Email), (ChangeAction.Invite, newcomer.Email)], hub.Sent());
    }
}
