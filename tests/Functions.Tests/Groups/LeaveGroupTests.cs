using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>People leave groups: nothing happens before a second read, and then what the hub's setting says.</summary>
public sealed class LeaveGroupTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly object automatic = new { leavers = "automatic" };
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(31);

    [Fact]
    public async Task By_itself_the_seat_goes_once_a_second_read_the_grace_later_misses_them_again_and_it_is_told_why()
    {
        var (hub, group, people) = await world.MappedAsync(2, automatic);
        await world.ChangeGroupAsync(group, people[1]);
        await hub.InStepAsync();
        Assert.True(Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).IsLeft);
        Assert.Contains($"notification n-{group}", Assert.Single((await hub.ExplainAsync(people[0])).Reasons).Sentence, StringComparison.Ordinal);

        // The time has not come; then it has, and the provider does not answer.
        var version = (await hub.MarkAsync()).Version;
        await world.LookAgainAsync(TimeSpan.Zero);
        Assert.Equal(version, (await hub.MarkAsync()).Version);
        world.Groups.Fail(group);
        await hub.LetPassAsync(grace, group);
        Assert.Equal(version, (await hub.MarkAsync()).Version);
        Assert.Empty(hub.Site.Changes.Sent);

        world.Groups.Fail(group, fails: false);
        await hub.LetPassAsync(TimeSpan.FromMinutes(6), group);

        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());
        Assert.Null((await hub.MarkAsync()).AgainAt);
        var explained = (await hub.ExplainAsync(people[0])).History.Select(happened => happened.Entry).Where(entry => entry.MemberId is null).ToList();
        Assert.Equal(["grantEnded", "groupLeft", "grantGiven"], explained.Select(entry => entry.Event));
        Assert.All(explained.Take(2), entry => Assert.Contains($"notification n-{group}", entry.After, StringComparison.Ordinal));
        Assert.Equal([GrantSource.Group], await hub.SourcesAsync(people[1]));
    }

    [Fact]
    public async Task By_default_they_are_leavers_of_the_report_and_an_Owner_confirms_it()
    {
        var (hub, group, people) = await world.MappedAsync(3);
        await world.ChangeGroupAsync(group, people[2]);
        await hub.InStepAsync();
        Assert.Empty(await hub.LeaversAsync());
        await hub.LetPassAsync(grace, group);

        var leavers = await hub.LeaversAsync();
        Assert.Equal(2, leavers.Count);
        Assert.All(leavers, leaver => Assert.Equal((GroupLeavers.Kind, true), (leaver.Kind, leaver.Sentence.Contains($"n-{group}", StringComparison.Ordinal))));
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Equal(2, (await hub.LeaversAsync()).Count);
        var (first, second) = (await hub.IdAsync(people[0].Email), await hub.IdAsync(people[1].Email));

        // One is back before it is confirmed: nobody told the hub yet, and still it is held against.
        await hub.HoldAsync();
        await world.ChangeGroupAsync(group, people[1], people[2]);
        (await ApplyAsync(hub, await hub.IdAsync(people[2].Email))).ExpectProblem(HttpStatusCode.BadRequest, "invalid");
        var removal = (await ApplyAsync(hub, first, second)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        await hub.FreeAsync();
        await hub.EndOfAsync(removal.Id);
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());
        Assert.Empty(await hub.SourcesAsync(people[0]));
        Assert.False(Assert.Single((await hub.GrantsAsync()).Of(people[1].Id)).IsLeft);
        Assert.Empty(await hub.LeaversAsync());
    }

    [Fact]
    public async Task Who_is_back_meanwhile_keeps_the_seat_and_so_does_who_was_given_it_by_something_else()
    {
        var (hub, group, people) = await world.MappedAsync(2, automatic);
        var team = await world.TeamAsync(people[1]);
        await hub.GiveAsync(team);
        await world.ChangeGroupAsync(group, people[0]);
        await hub.InStepAsync();
        Assert.Equal([GrantSource.Team], await hub.SourcesAsync(people[1]));
        await world.ChangeGroupAsync(group);
        await hub.InStepAsync();
        Assert.True(Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).IsLeft);

        await world.ChangeGroupAsync(group, people[0]);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, group);

        Assert.Empty(hub.Site.Changes.Sent);
        Assert.False(Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).IsLeft);
        Assert.Contains("groupRejoined", (await hub.ExplainAsync(people[0])).History.Select(happened => happened.Entry.Event));
    }

    [Fact]
    public async Task Who_returns_and_leaves_again_while_a_run_is_held_has_a_new_grace_and_nobody_else_has()
    {
        var (hub, group, people) = await world.MappedAsync(3, automatic);
        await world.ChangeGroupAsync(group, people[2]);
        await hub.InStepAsync();
        Assert.Equal(2, (await hub.GrantsAsync()).All.Count(grant => grant.IsLeft));

        // Both are missed long enough by the last read, and one of them was back in between.
        await hub.HoldAsync();
        world.Groups.Ahead[group] = TimeSpan.FromMinutes(20);
        await world.ChangeGroupAsync(group, people[0], people[2]);
        world.Groups.Ahead[group] = TimeSpan.FromMinutes(40);
        await world.ChangeGroupAsync(group, people[2]);
        await hub.FreeAsync();
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
        Assert.True(Assert.Single((await hub.GrantsAsync()).Of(people[0].Id)).LeftSince > DateTimeOffset.UtcNow.AddMinutes(30));

        await hub.LetPassAsync(grace, group);
        Assert.Equal([(ChangeAction.Remove, people[1].Email), (ChangeAction.Remove, people[0].Email)], hub.Sent());
    }

    [Theory]
    [InlineData(true, Explicit = true)]
    [InlineData(false)]
    public async Task Who_moves_between_two_groups_keeps_the_seat_and_gets_the_other_role_in_whatever_order_the_events_come(bool leavesFirst)
    {
        var (hub, from, people) = await world.MappedAsync(2, automatic);
        var to = world.Groups.Add(GroupWorld.Name());
        await hub.MapAsync(to, "Admin");
        world.Groups.Set(from, GroupWorld.Ids(people[1]));
        world.Groups.Set(to, GroupWorld.Ids(people[0]));

        await world.NotifyAsync(leavesFirst ? from : to);
        await hub.InStepAsync();
        await world.NotifyAsync(leavesFirst ? to : from);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, from, to);

        Assert.Equal([(ChangeAction.ChangeRole, people[0].Email)], hub.Sent());
        var grant = Assert.Single((await hub.GrantsAsync()).Of(people[0].Id));
        Assert.Equal(to, grant.SourceId);
        Assert.Equal(AppRole.Admin, grant.AppRole);
        Assert.Empty(await hub.TasksAsync(AutomatedTaskType.RemoveMembers));
    }

    [Fact]
    public async Task Owners_are_told_once_a_day_of_a_group_that_nobody_could_read_for_a_day_because_it_keeps_everybodys_seat()
    {
        var (hub, group, people) = await world.MappedAsync(2, new { leavers = "automatic", graceMinutes = 0 });
        await world.ChangeGroupAsync(group, people[1]);
        await hub.InStepAsync();
        world.Groups.Fail(group);

        await world.LookAgainAsync(TimeSpan.FromHours(1));
        Assert.Empty(await hub.ToldAsync("groupsUnread"));
        await world.LookAgainAsync(TimeSpan.FromDays(2));
        await world.LookAgainAsync(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(6));
        Assert.Contains("could not be read", Assert.Single(await hub.ToldAsync("groupsUnread")).After, StringComparison.Ordinal);
        Assert.Empty(hub.Sent());
    }

    [Fact]
    public async Task Of_a_group_whose_provider_tells_its_changes_the_row_is_the_second_read()
    {
        var (hub, people) = (await world.HubOfAsync(20), await world.PeopleAsync(2));
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic", graceMinutes = 0 })).Expect(HttpStatusCode.OK);
        var id = Guid.NewGuid().ToString("N");
        await SayAsync(people);
        await hub.MapAsync(id);
        await hub.ConfirmAsync();

        await SayAsync(people[1]);
        await hub.InStepAsync();
        Assert.Empty(hub.Site.Changes.Sent);
        await world.LookAgainAsync(TimeSpan.Zero);
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());
        Assert.Equal(TaskTrigger.GroupChange, (await hub.TasksAsync(AutomatedTaskType.RemoveMembers))[0].Trigger);

        async Task SayAsync(params DirectoryPerson[] members)
        {
            var now = DateTimeOffset.UtcNow;
            var cause = new GroupCause("scim", "request", now);
            await world.App.Get<GroupChanges>().ChangeAsync(
                id, before => new IdpGroup((before?.About ?? new GroupSummary(id, GroupOrigin.Scim, "c1", null, "Scim", 0, "", now, cause)) with { ReadAt = now }, GroupWorld.Ids(members)),
                cause, world.Engine.Client, HubWorld.Cancel);
        }
    }

    [Fact]
    public async Task Who_left_the_workspace_loses_it_at_once_and_a_deleted_group_is_one_that_everybody_left()
    {
        var (hub, group, people) = await world.MappedAsync(3, new { leavers = "automatic", graceMinutes = 0 });

        (await world.App.Owner.DeleteAsync($"directory/users/{people[0].Id}")).Expect(HttpStatusCode.NoContent);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());
        Assert.EndsWith("gives it no more (left the workspace)", (await hub.ExplainAsync(people[0])).History.First(happened => happened.Entry.Event == "grantEnded").Entry.After, StringComparison.Ordinal);

        world.Groups.Delete(group);
        await world.NotifyAsync(group);
        await hub.InStepAsync();
        Assert.Single(hub.Site.Changes.Sent);
        await world.LookAgainAsync(TimeSpan.Zero);
        await hub.InStepAsync();
        Assert.Equal(3, hub.Site.Changes.Sent.Count);
        Assert.DoesNotContain((await hub.GrantsAsync()).All, grant => grant.Source == GrantSource.Group);
    }

    [Fact]
    public async Task Seats_that_were_there_before_are_the_groups_only_where_the_hub_lets_it_adopt_them()
    {
        world.Groups.IsConnected = true;
        var people = await world.PeopleAsync(2);
        var hub = await world.HubOfAsync(20, [.. people.Select(person => ScriptedSite.Person(person.Email))]);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", automatic)).Expect(HttpStatusCode.OK);
        var group = world.Groups.Add(GroupWorld.Name(), GroupWorld.Ids(people));
        await hub.MapAsync(group);
        await world.ChangeGroupAsync(group, people[1]);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, group);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people[0]));

        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { adoptExistingMembers = true })).Expect(HttpStatusCode.OK);
        await hub.InStepAsync();
        Assert.Equal([GrantSource.Group], await hub.SourcesAsync(people[1]));
        await world.ChangeGroupAsync(group);
        await hub.InStepAsync();
        await hub.LetPassAsync(grace, group);

        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
        Assert.Equal([GrantSource.Imported], await hub.SourcesAsync(people[0]));
    }

    private static Task<ApiAnswer> ApplyAsync(TestHub hub, params string[] members) => hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/leavers/apply", new ApplyLeaversRequest(members));
}
