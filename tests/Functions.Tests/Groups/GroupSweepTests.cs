using Azure.Data.Tables;
using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Granting;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>What is cut short between a change of a group and the run that takes it up is finished by the watchdog.</summary>
public sealed class GroupSweepTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_mapping_and_a_change_that_nobody_told_of_are_told_by_the_watchdog_once()
    {
        world.Groups.IsConnected = true;
        var (hub, people) = (await world.HubOfAsync(10), await world.PeopleAsync(2));
        var group = world.Groups.Add(GroupWorld.Name(), people[0].Id);
        world.Faults.BreakWrite("-provision-", 1);
        (await hub.Owner.Caller.PutAsync($"hubs/{hub.Id}/groups/{group}", new GiveHubRequest("Member"))).Expect(HttpStatusCode.ServiceUnavailable);

        await world.SweepAsync(DateTimeOffset.UtcNow);
        Assert.Null(await world.App.Get<DirtyHubsTable>().FindAsync(hub.Id, HubWorld.Cancel));
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, people[0].Email)], hub.Sent());

        world.Faults.BreakWrite("-provision-", 1);
        await Assert.ThrowsAnyAsync<Exception>(() => world.ChangeGroupAsync(group, people));
        Assert.False((await world.App.Get<GroupsTable>().FindAsync(group, HubWorld.Cancel))?.About.IsTold);
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();

        Assert.Equal([(ChangeAction.Invite, people[0].Email), (ChangeAction.Invite, people[1].Email)], hub.Sent());
        var version = (await hub.MarkAsync()).Version;
        await world.SweepAsync(ProvisionWorld.Later);
        Assert.Equal(version, (await hub.MarkAsync()).Version);
    }

    [Fact]
    public async Task A_mapped_group_whose_row_is_lost_changes_nobody_and_no_hub_that_is_gone_is_looked_at()
    {
        var (hub, group, people) = await world.MappedAsync(2, new { leavers = "automatic" });
        await world.ChangeGroupAsync(group, people[1]);
        await hub.InStepAsync();
        var other = world.Groups.Add(GroupWorld.Name());
        await hub.MapAsync(other);
        await world.App.Get<GroupsTable>().DeleteAsync(other, HubWorld.Cancel);
        world.Groups.Fail(other);

        await hub.LetPassAsync(TimeSpan.FromMinutes(31), group, other);
        Assert.Empty(hub.Site.Changes.Sent);
        Assert.Equal([GrantSource.Group], await hub.SourcesAsync(people[0]));

        (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}")).Expect(HttpStatusCode.Accepted);
        await hub.InStepAsync();
        await hub.LetPassAsync(TimeSpan.FromMinutes(6), group, other);
        Assert.Null((await hub.MarkAsync()).AgainAt);
        Assert.Empty(await world.App.Get<GroupMappingsTable>().ListHubsOfAsync(group, HubWorld.Cancel));
        Assert.Empty(hub.Site.Changes.Sent);
    }

    [Fact]
    public async Task A_group_that_was_given_again_while_it_was_taken_away_still_leads_to_its_hub()
    {
        var (hub, group, _) = await world.MappedAsync(1, new { leavers = "automatic" });
        var mappings = world.App.Get<GroupMappingsTable>();
        var given = await mappings.FindAsync(hub.Id, group, HubWorld.Cancel);
        Assert.NotNull(given);
        // What a process leaves that took the row before this one away, and ended after what led back.
        await world.App.Get<TableServiceClient>().GetTableClient(GroupMappingsTable.Name).DeleteEntityAsync($"of-{group}", hub.Id, cancellationToken: HubWorld.Cancel);

        await mappings.DeleteAsync(given with { Stamp = "before" }, HubWorld.Cancel);

        Assert.Equal([hub.Id], (await mappings.ListHubsOfAsync(group, HubWorld.Cancel)).Select(one => one.HubId));
    }
}
