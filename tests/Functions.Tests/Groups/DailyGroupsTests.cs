using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Graph;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>What a crash kept from hubs is found once a day, whatever it was.</summary>
public sealed class DailyGroupsTests(HubWorld world, AzuriteServer azurite, GraphSite site) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Once_a_round_a_hub_with_groups_is_looked_at_though_nobody_told_it_of_anything_or_a_person_stopped_its_run()
    {
        world.Groups.IsConnected = true;
        var (hub, plain) = (await world.HubOfAsync(10), await world.ConnectAsync());
        var (first, second) = (New(), New());
        await hub.MapAsync(world.Groups.Add(GroupWorld.Name(), first.Id, second.Id));
        var round = DateTimeOffset.UtcNow;

        // Their row is there, and whoever wrote it was killed before anybody was told. So is the round, once it has marked the hub.
        await world.App.Get<WorkspaceUsersTable>().SaveAsync([first], HubWorld.Cancel);
        world.Faults.BreakWrite("-provision-", 2);
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(round, hub, plain));
        Assert.True(world.Faults.Happened);
        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, first.Email)], hub.Sent());

        // Done again in the same round it is nothing new.
        var version = (await hub.MarkAsync()).Version;
        await CheckAsync(round, hub, plain);
        Assert.Equal(version, (await hub.MarkAsync()).Version);

        // The next day's.
        await world.App.Get<WorkspaceUsersTable>().SaveAsync([second], HubWorld.Cancel);
        await world.App.Get<DirtyHubsTable>().ChangeAsync(hub.Id, row => Task.FromResult<Functions.Provisioning.DirtyHub?>(row with { IsStopped = true }), HubWorld.Cancel);
        await CheckAsync(round.AddDays(1), hub, plain);
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, first.Email), (ChangeAction.Invite, second.Email)], hub.Sent());
        Assert.False((await hub.MarkAsync()).IsStopped);
        Assert.Empty(await plain.TasksAsync(AutomatedTaskType.ProvisionHub));
        Assert.NotEmpty(await plain.TasksAsync(AutomatedTaskType.CheckForUpdates));
    }

    [Fact]
    public async Task Once_a_day_every_mapped_group_is_read_though_nothing_tells_of_a_change()
    {
        await using var rig = await StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])));
        await rig.SyncAsync();
        var group = await rig.MapAsync("SEO");
        await rig.ReconcileAsync();
        await rig.SyncedAsync();
        // As a read would have left it that came before Graph knew a change everywhere.
        Assert.True(await rig.App.Get<GroupsTable>().TryWriteAsync(await rig.GroupAsync(group) with { MemberIds = [] }, Cancel));
        const string members = "GET /groups/{id}/transitiveMembers";
        var reads = await rig.CallsAsync(members);
        await rig.ReconcileAsync();
        Assert.Equal(reads, await rig.CallsAsync(members));

        var plan = await ActivatorUtilities.CreateInstance<PlanDailyCheckActivity>(rig.App.Services).Run(new TaskReference("daily", null), rig.Engine.Client, Cancel);
        await rig.UntilAsync(plan.SyncTaskId ?? "", row => row.IsEnded);
        await rig.WorkAsync();

        Assert.Equal(["ann@corp.test"], await rig.MembersAsync(group));
        Assert.Equal((reads + 1, "daily"), (await rig.CallsAsync(members), (await rig.GroupAsync(group)).About.Cause.Kind));
    }

    [Fact]
    public async Task Hubs_are_told_of_those_whom_an_import_stored_before_it_failed()
    {
        world.Groups.IsConnected = true;
        var hub = await world.HubOfAsync(10);
        var people = Enumerable.Range(0, 120).Select(_ => New()).ToList();
        await hub.MapAsync(world.Groups.Add(GroupWorld.Name(), people[0].Id));
        world.Faults.Break(people[^1].Email, 1, status: (int)HttpStatusCode.PreconditionFailed);

        var file = string.Join('\n', people.Select(person => JsonSerializer.Serialize(new { id = person.Id, email = person.Email, name = person.Name })));
        (await world.App.Owner.PostTextAsync("directory/users/import", file, "application/x-ndjson")).ExpectProblem(HttpStatusCode.PreconditionFailed, "preconditionFailed");

        Assert.Null(await world.App.Get<WorkspaceUsersTable>().FindAsync(people[^1].Id, HubWorld.Cancel));
        await hub.InStepAsync();
        Assert.Equal([(ChangeAction.Invite, people[0].Email)], hub.Sent());
    }

    private Task<StartedChecks> CheckAsync(DateTimeOffset round, params TestHub[] hubs) =>
        ActivatorUtilities.CreateInstance<StartChecksActivity>(world.App.Services).Run(new HubsToCheck([.. hubs.Select(hub => hub.Id)], round), world.Engine.Client, HubWorld.Cancel);

    private static DirectoryPerson New()
    {
        var name = $"{Guid.NewGuid():N}";
        return new DirectoryPerson(name, WorkspaceUserKind.Directory, name, null, $"{name}@corp.test", [], WorkspaceRole.User, Active: true);
    }
}
