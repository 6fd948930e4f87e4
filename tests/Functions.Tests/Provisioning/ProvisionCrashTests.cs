using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Provisioning;

/// <summary>A change of a team is cut short between any two writes: nothing of it is lost, and nothing is done twice.</summary>
public sealed class ProvisionCrashTests(HubWorld world) : IClassFixture<HubWorld>
{
    // The markers name writes of the call, of the run, and of what the run starts.
    [Theory]
    [InlineData("\"IsTold\":false", true, true)]
    [InlineData("-provision-", false, false, Explicit = true)]
    [InlineData("-provision-", false, true, Explicit = true)]
    [InlineData("\"Begun\":\"", false, true)]
    [InlineData("\"Source\":\"Team\"", true, true, Explicit = true)]
    [InlineData("grantGiven", true, true)]
    [InlineData("-add-", false, true)]
    [InlineData("\"IsDirty\":false", false, true, Explicit = true)]
    public async Task Cut_short_anywhere_a_change_of_a_team_is_finished_once(string broken, bool inTransaction, bool whenDone)
    {
        var (hub, team, people) = await world.GivenAsync(2);
        var newcomer = (await world.PeopleAsync(1))[0];
        if (inTransaction)
            world.Faults.Break(broken, 1, whenDone);
        else
            world.Faults.BreakWrite(broken, 1, whenDone);

        await world.App.Owner.PutAsync($"teams/{team.Id}", TeamWorld.Wish(team.Name, people[0], newcomer));
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();

        Assert.True(world.Faults.Happened);
        Assert.Equal([(ChangeAction.Remove, people[1].Email), (ChangeAction.Invite, newcomer.Email)], hub.Sent());
        Assert.Equal([GrantSource.Team], await hub.SourcesAsync(newcomer));
        Assert.Empty(await hub.SourcesAsync(people[1]));
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "grantGiven" && entry.Entry.UserId == newcomer.Id);
    }

    [Fact]
    public async Task A_run_whose_instance_is_gone_is_taken_up_by_another_that_knows_who_had_what_before()
    {
        var (hub, team, people) = await world.GivenAsync(2);
        var dirty = world.App.Get<DirtyHubsTable>();

        // What a run leaves that ends after the grants were written and before anything was started in the app.
        var plans = world.App.Get<Functions.Granting.ProvisionPlans>();
        await SaveAsync(team, people[1]);
        var marked = await dirty.ChangeAsync(hub.Id, now => Task.FromResult<DirtyHub?>(now with { Version = now.Version + 1, TaskId = null }), HubWorld.Cancel);
        var plan = await plans.MakeAsync(marked ?? throw new InvalidOperationException("Not marked."), "gone", [], HubWorld.Cancel);
        await dirty.ChangeAsync(hub.Id, now => Task.FromResult<DirtyHub?>(now with { Begun = plan }), HubWorld.Cancel);
        await world.App.Get<Functions.Granting.ProvisionWriter>().WriteAsync(hub.Id, await plans.ReadAsync(plan, HubWorld.Cancel), HubWorld.Cancel);
        Assert.Empty(await hub.SourcesAsync(people[0]));
        await hub.CheckAsync();

        await Task.WhenAll(world.SweepAsync(ProvisionWorld.Later), world.SweepAsync(ProvisionWorld.Later));
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Remove, people[0].Email)], hub.Sent());
        Assert.Null((await hub.MarkAsync()).Begun);
    }

    [Fact]
    public async Task A_hub_that_was_given_and_never_told_is_told_by_the_watchdog()
    {
        var (hub, people) = (await world.HubOfAsync(3), await world.PeopleAsync(1));
        var team = await world.TeamAsync(people);
        world.Faults.BreakWrite("-provision-", 1);
        (await hub.Owner.Caller.PutAsync(hub.Path(team), new GiveHubRequest("Member"))).Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Empty((await hub.GrantsAsync()).Of(people[0].Id));

        await world.SweepAsync(DateTimeOffset.UtcNow);
        Assert.Null(await world.App.Get<DirtyHubsTable>().FindAsync(hub.Id, HubWorld.Cancel));
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Invite, people[0].Email)], hub.Sent());
        await world.SweepAsync(ProvisionWorld.Later);
        Assert.Equal(1, (await hub.MarkAsync()).Version);
    }

    [Fact]
    public async Task Who_left_while_nobody_took_them_out_of_their_teams_is_taken_out_by_the_watchdog()
    {
        var (hub, _, people) = await world.GivenAsync(2);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        world.Faults.Break("\"IsTold\":false", 1);

        Assert.InRange((int)(await world.App.Owner.DeleteAsync($"directory/users/{people[1].Id}")).Status, 500, 599);
        Assert.True(world.Faults.Happened);
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Remove, people[1].Email)], hub.Sent());
    }

    [Theory]
    [InlineData("teamCreated", 2)]
    [InlineData("teamChanged", 2)]
    [InlineData("teamGranted", 1)]
    [InlineData("teamRemoved", 1)]
    [InlineData("teamDeleted", 2)]
    public async Task What_happened_to_a_team_is_told_once_also_where_the_call_was_cut_short(string happened, int nth)
    {
        var hub = await world.HubOfAsync(2);
        var team = await world.TeamAsync();
        if (happened == "teamRemoved")
            await hub.GiveAsync(team);
        var wish = TeamWorld.Wish($"Other {Guid.NewGuid():N}");
        Func<Task<ApiAnswer>> call = happened switch
        {
            "teamCreated" => () => world.App.Owner.PostAsync("teams", wish),
            "teamChanged" => () => world.App.Owner.PutAsync($"teams/{team.Id}", wish),
            "teamGranted" => () => hub.Owner.Caller.PutAsync(hub.Path(team), new GiveHubRequest("Member")),
            "teamRemoved" => () => hub.Owner.Caller.DeleteAsync($"{hub.Path(team)}?scope=hub"),
            _ => () => world.App.Owner.DeleteAsync($"teams/{team.Id}"),
        };

        world.Faults.Break(happened, nth);
        Assert.InRange((int)(await call()).Status, 500, 599);
        Assert.True(world.Faults.Happened);
        if (happened == "teamDeleted")
            (await call()).Expect(HttpStatusCode.NoContent);
        await world.SweepAsync(ProvisionWorld.Later);
        await world.SweepAsync(ProvisionWorld.Later);

        var told = await world.App.Get<ActivityTable>().ReadAsync(new Functions.Activity.ActivityFilter(null, AllChains: true), HubWorld.Cancel).ToListAsync(HubWorld.Cancel);
        Assert.Single(told, recorded => recorded.Entry.Event == happened && recorded.Entry.Target == (happened is "teamCreated" or "teamChanged" ? wish.Name : team.Name));
        Assert.Equal(happened == "teamDeleted", (await world.App.Owner.GetAsync($"teams/{team.Id}")).Status == HttpStatusCode.NotFound);
    }

    private async Task SaveAsync(TeamResponse team, DirectoryPerson only)
    {
        var teams = world.App.Get<TeamsTable>();
        var stored = await teams.FindAsync(team.Id, HubWorld.Cancel) ?? throw new InvalidOperationException("No team.");
        Assert.True(await teams.ReplaceAsync(stored, stored with { MemberIds = [only.Id] }, HubWorld.Cancel));
    }
}
