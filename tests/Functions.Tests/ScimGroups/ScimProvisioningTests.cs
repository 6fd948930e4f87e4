using System.Net;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Groups;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Scim;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.ScimGroups;

/// <summary>What follows in hubs from what a provider says of its groups, and what a crash in between leaves.</summary>
public sealed class ScimProvisioningTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Whoever_is_put_into_a_mapped_group_is_invited_and_what_changes_nothing_starts_no_run()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var hub = await world.HubOfAsync(3);
        var address = $"{Guid.NewGuid():N}@corp.test";
        var user = await provider.UserAsync(address);
        var (mapped, other) = (await provider.GroupAsync("Mapped"), await provider.GroupAsync("Other"));
        await hub.MapAsync(mapped);

        await AddAsync(other);
        Assert.Single(await hub.TasksAsync(AutomatedTaskType.ProvisionHub));
        await AddAsync(mapped);
        var runs = await hub.TasksAsync(AutomatedTaskType.ProvisionHub);
        Assert.Equal((2, TaskTrigger.Scim), (runs.Count, runs[0].Trigger));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(runs[0].Id)).Status);
        Assert.Equal([(ChangeAction.Invite, address)], hub.Sent());

        await AddAsync(mapped);
        Assert.Equal(2, (await hub.TasksAsync(AutomatedTaskType.ProvisionHub)).Count);
        (await provider.SendAsync("DELETE", $"Groups/{mapped}")).Expect(204);
        Assert.Equal(3, (await hub.TasksAsync(AutomatedTaskType.ProvisionHub)).Count);

        async Task AddAsync(string group) =>
            (await provider.SendAsync("PATCH", $"Groups/{group}", $$"""{"Operations":[{"op":"Add","path":"members","value":[{"value":"{{user}}"}]}]}""")).Expect(204);
    }

    [Fact]
    public async Task Owners_are_told_once_a_day_that_the_connection_of_their_groups_ends_and_no_more_once_another_one_replaces_it()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App, expiresInDays: 30);
        var hub = await world.HubOfAsync(3);
        await hub.MapAsync(await provider.GroupAsync("Ending"));
        var ends = provider.Connection.ExpiresAt ?? throw new InvalidOperationException("It never ends.");

        await TellAsync(ends - TimeSpan.FromDays(15));
        Assert.Empty(await hub.ToldAsync("scimConnectionEnds"));
        await TellAsync(ends - TimeSpan.FromDays(10));
        await TellAsync(ends - TimeSpan.FromDays(10));
        Assert.Contains($"ends on {ends:yyyy-MM-dd}", Assert.Single(await hub.ToldAsync("scimConnectionEnds")).After, StringComparison.Ordinal);
        await TellAsync(ends + TimeSpan.FromDays(1));
        Assert.Single(await hub.ToldAsync("scimConnectionEnds"), told => told.After?.Contains("has ended.", StringComparison.Ordinal) == true);

        using var next = await ScimProvider.ConnectAsync(world.App, provider.Connection.Id);
        await TellAsync(ends + TimeSpan.FromDays(2));
        Assert.Equal(2, (await hub.ToldAsync("scimConnectionEnds")).Count);

        async Task TellAsync(DateTimeOffset at) => await world.App.Get<UnreadNews>().TellAsync(hub.Id, await world.App.Get<GroupMappingsTable>().ListAsync(hub.Id, HubWorld.Cancel), at, HubWorld.Cancel);
    }

    [Fact]
    public async Task Whoever_is_disabled_loses_the_seat_that_a_group_gave_where_the_hub_takes_it_by_itself()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var hub = await world.HubOfAsync(20);
        (await hub.Owner.Caller.PatchAsync($"hubs/{hub.Id}", new { leavers = "automatic" })).Expect(HttpStatusCode.OK);
        var address = $"{Guid.NewGuid():N}@corp.test";
        var user = await provider.UserAsync(address);
        await hub.MapAsync(await provider.GroupAsync("Disabled", user));
        await hub.ConfirmAsync();

        (await provider.PatchAsync($"Users/{user}", "active", false)).Expect(200);

        var runs = await hub.TasksAsync(AutomatedTaskType.ProvisionHub);
        Assert.Equal(2, runs.Count);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(runs[0].Id)).Status);
        Assert.All((await hub.ItemsAsync(runs[0].Id)).Values, item => Assert.Equal(Functions.Tasks.TaskItemStatus.Completed, item.Status));
        Assert.Equal(AutomatedTaskStatus.Completed, Assert.Single(await hub.TasksAsync(AutomatedTaskType.RemoveMembers)).Status);
        Assert.Equal([(ChangeAction.Remove, address)], hub.Sent());
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_told_to_the_hub_when_it_is_sent_again()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var hub = await world.ConnectAsync();
        var (user, group) = (await provider.UserAsync($"{Guid.NewGuid():N}@corp.test"), await provider.GroupAsync("Lost"));
        await world.App.Get<GroupMappingsTable>().TryPutAsync(
            new HubAssignment(hub.Id, group, AppRole.Member, HubRole.Collaborator, Ends: null, DateTimeOffset.UtcNow, new TeamAuthor(hub.Owner.Person.Id, "Owner")) { IsTold = true }, before: null, HubWorld.Cancel);

        world.Faults.BreakWrite("CauseKind", whenDone: true);
        var lost = await AddAsync();
        Assert.True(world.Faults.Happened);
        Assert.Equal("5", lost.ExpectError(503).RetryAfter);
        Assert.Empty(await hub.TasksAsync(AutomatedTaskType.ProvisionHub));

        (await AddAsync()).Expect(204);
        Assert.Equal(TaskTrigger.Scim, Assert.Single(await hub.TasksAsync(AutomatedTaskType.ProvisionHub)).Trigger);

        Task<ScimAnswer> AddAsync() => provider.SendAsync("PATCH", $"Groups/{group}", $$"""{"Operations":[{"op":"Add","path":"members","value":[{"value":"{{user}}"}]}]}""");
    }

    [Fact]
    public async Task Leaving_that_was_cut_short_is_finished_when_it_is_said_again()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var user = await provider.UserAsync($"{Guid.NewGuid():N}@corp.test");
        using var caller = await world.App.CallerAsync(user, WorkspaceRole.User);
        (await caller.GetAsync("apps")).Expect(HttpStatusCode.OK);

        world.Faults.BreakWrite("RevokedAt");
        (await provider.PatchAsync($"Users/{user}", "active", false)).ExpectError(503);
        Assert.True(world.Faults.Happened);
        Assert.Null((await KeyAsync()).RevokedAt);
        (await provider.PatchAsync($"Users/{user}", "active", false)).Expect(200);

        Assert.NotNull((await KeyAsync()).RevokedAt);
        Assert.Equal("false", (await provider.GetAsync($"Users/{user}")).Text("active"));

        async Task<ApiKey> KeyAsync() => (await world.App.Get<ApiKeysTable>().ListAsync(HubWorld.Cancel)).Single(key => key.HolderId == user);
    }

    [Fact]
    public async Task Coming_back_that_was_cut_short_is_told_to_hubs_when_it_is_said_again()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var hub = await world.ConnectAsync();
        var user = await provider.UserAsync($"{Guid.NewGuid():N}@corp.test");
        var group = await provider.GroupAsync("Back", user);
        (await provider.PatchAsync($"Users/{user}", "active", false)).Expect(200);
        await world.App.Get<GroupMappingsTable>().TryPutAsync(
            new HubAssignment(hub.Id, group, AppRole.Member, HubRole.Collaborator, Ends: null, DateTimeOffset.UtcNow, new TeamAuthor(hub.Owner.Person.Id, "Owner")) { IsTold = true }, before: null, HubWorld.Cancel);

        world.Faults.Break("personReturned", 1);
        (await provider.PatchAsync($"Users/{user}", "active", true)).ExpectError(503);
        Assert.True(world.Faults.Happened);
        Assert.True((await world.App.Get<WorkspaceUsersTable>().FindAsync(user, HubWorld.Cancel))?.Active);
        Assert.Empty(await hub.TasksAsync(AutomatedTaskType.ProvisionHub));

        (await provider.PatchAsync($"Users/{user}", "active", true)).Expect(200);
        Assert.Single(await hub.TasksAsync(AutomatedTaskType.ProvisionHub));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_left_or_came_back_and_was_cut_short_is_told_to_hubs_by_the_watchdog(bool active)
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var hub = await world.ConnectAsync();
        var user = await provider.UserAsync($"{Guid.NewGuid():N}@corp.test");
        var group = await provider.GroupAsync("Cut short", user);
        if (active)
            (await provider.PatchAsync($"Users/{user}", "active", false)).Expect(200);
        await MapAsync(hub, group);

        world.Faults.BreakWrite($"{hub.Id}-provision-");
        (await provider.PatchAsync($"Users/{user}", "active", active)).ExpectError(503);
        Assert.True(world.Faults.Happened);
        Assert.Equal(active, (await world.App.Get<WorkspaceUsersTable>().FindAsync(user, HubWorld.Cancel))?.Active);
        Assert.Null(await world.App.Get<DirtyHubsTable>().FindAsync(hub.Id, HubWorld.Cancel));

        await world.SweepAsync(ProvisionWorld.Later);
        await hub.InStepAsync();
        await world.SweepAsync(ProvisionWorld.Later);
        Assert.Equal(1, (await hub.MarkAsync()).Version);
    }

    [Fact]
    public async Task What_changes_nothing_of_a_user_is_told_to_no_hub()
    {
        using var provider = await ScimProvider.ConnectAsync(world.App);
        var hub = await world.ConnectAsync();
        var address = $"{Guid.NewGuid():N}@corp.test";
        var user = await provider.UserAsync(address);
        await MapAsync(hub, await provider.GroupAsync("Unchanged", user));

        await SayAsync(true);
        Assert.Null(await world.App.Get<DirtyHubsTable>().FindAsync(hub.Id, HubWorld.Cancel));

        (await provider.PatchAsync($"Users/{user}", "active", false)).Expect(200);
        await hub.InStepAsync();
        await SayAsync(false);
        Assert.Equal(1, (await hub.MarkAsync()).Version);

        (await provider.PatchAsync($"Users/{user}", "active", true)).Expect(200);
        await hub.InStepAsync();
        await SayAsync(true);
        Assert.Equal(2, (await hub.MarkAsync()).Version);

        async Task SayAsync(bool active)
        {
            (await provider.PatchAsync($"Users/{user}", "active", active)).Expect(200);
            (await provider.SendAsync("PUT", $"Users/{user}", ScimProvider.UserOf(address).Replace("\"active\":true", $"\"active\":{(active ? "true" : "false")}", StringComparison.Ordinal))).Expect(200);
        }
    }

    private static Task MapAsync(TestHub hub, string group) => hub.World.App.Get<GroupMappingsTable>().TryPutAsync(
        new HubAssignment(hub.Id, group, AppRole.Member, HubRole.Collaborator, Ends: null, DateTimeOffset.UtcNow, new TeamAuthor(hub.Owner.Person.Id, "Owner")) { IsTold = true }, before: null, HubWorld.Cancel);
}
