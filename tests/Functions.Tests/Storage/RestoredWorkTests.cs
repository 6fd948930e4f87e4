using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Backups;
using Seatkeeper.Backups.Restoring;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DirectoryLeaving;
using Seatkeeper.Functions.Granting;
using Seatkeeper.Functions.Groups;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Provisioning;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Teams;
using Seatkeeper.Functions.Tests.Provisioning;
using Seatkeeper.Functions.Tests.Tasks;
using Seatkeeper.Functions.Tests.Teams;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;
using static Seatkeeper.Functions.Tests.Testing.HubWorld;

namespace Seatkeeper.Functions.Tests.Storage;

/// <summary>After a restore nothing begins by itself: who left since the backup is back among the people, until somebody has taken them out.</summary>
public sealed class RestoredWorkTests(AzuriteServer azurite, HubWorld world) : IClassFixture<HubWorld>, IDisposable
{
    private readonly string path = Path.Combine(System.IO.Directory.CreateTempSubdirectory("seatkeeper-backup-").FullName, "backup");
    private Manifest? manifest;

    private Manifest Restored => manifest ?? throw new InvalidOperationException("Nothing was restored.");

    public void Dispose() => System.IO.Directory.Delete(Path.GetDirectoryName(path) ?? path, recursive: true);

    [Theory]
    [InlineData("a run that had not begun", 1, "the next day")]
    [InlineData("a run that had not begun", 1, "somebody asks there")]
    [InlineData("a run that had failed and waited for its next try", 0, "the next day")]
    [InlineData("a run that was at work", 1, "the next day")]
    public async Task No_run_of_teams_and_groups_is_started_and_the_hub_that_waits_for_one_is_named(string what, int open, string until)
    {
        var hub = await world.ConnectAsync();
        var task = $"{hub.Id}-provision-1";
        await MarkAsync(hub, mark => mark with { Version = 1, TaskId = open == 1 ? task : null, Failures = 1 - open, NotBefore = open == 1 ? null : DateTimeOffset.UtcNow.AddHours(-1) });
        if (open == 1)
            await world.Tasks.InsertAsync(Asked(task, AutomatedTaskType.ProvisionHub, hub.Id), Cancel);
        if (what == "a run that was at work")
            await world.Tasks.ClaimAsync(new TaskClaim(task, "execution"), Cancel);

        await using var restored = await RestoreAsync();
        var told = await HoldAsync(restored);
        // What had begun, the watchdog closes before it looks at the hubs.
        if (await restored.GetRequiredService<TasksTable>().FindAsync(task, Cancel) is { IsEnded: false } begun)
            await restored.GetRequiredService<AbandonedTasks>().CloseAsync(begun, new TaskOutcome(task, "execution", AutomatedTaskStatus.Failed), Cancel);
        await restored.GetRequiredService<ProvisionSweep>().RunAsync(ProvisionWorld.Later, world.Engine.Client, Cancel);

        var name = (await hub.RowAsync()).Label;
        Assert.Contains(told, line => line.Contains($"Hub {name} is not in step", StringComparison.Ordinal));
        Assert.DoesNotContain(told, line => line.StartsWith("Start no app", StringComparison.Ordinal));
        Assert.Empty(await OpenAsync(restored, hub));
        Assert.Equal((1L, true), await restored.GetRequiredService<DirtyHubsTable>().FindAsync(hub.Id, Cancel) is { } mark ? (mark.Version, mark.IsStopped) : default);
        // Who gives it to a team afterwards has the run that they ask for, and the next day brings a hub in step that only teams give seats in.
        if (until == "somebody asks there")
            await restored.GetRequiredService<ProvisionRuns>().StartAsync(hub.Id, TaskTrigger.Team, TaskWorld.Olive, world.Engine.Client, Cancel);
        else
            await restored.GetRequiredService<GroupNews>().TellDailyAsync(await hub.RowAsync(), DateTimeOffset.UtcNow, world.Engine.Client, Cancel);
        Assert.Equal([$"{hub.Id}-provision-2"], await OpenAsync(restored, hub));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hub_whose_removal_had_not_begun_is_as_it_was_before_and_may_be_removed_anew(bool isRecorded)
    {
        var hub = await world.ConnectAsync();
        var task = $"{hub.Id}-removehub-2";
        await world.Hubs.ChangeAsync(hub.Id, row => row with { State = HubState.Removing, Removal = new HubRemoval(task, "wish", "olive", "Olive", DateTimeOffset.UtcNow, HubState.Connected) }, Cancel);
        if (isRecorded)
            await world.Tasks.InsertAsync(Asked(task, AutomatedTaskType.RemoveHub, hub.Id) with { Wish = "wish" }, Cancel);

        await using var restored = await RestoreAsync();
        await HoldAsync(restored);
        await restored.GetRequiredService<HubSweep>().RunAsync(ProvisionWorld.Later, world.Engine.Client, Cancel);

        var row = await restored.GetRequiredService<HubsTable>().GetAsync(hub.Id, Cancel);
        Assert.Equal((HubState.Connected, null), (row?.State, row?.Removal));
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await restored.GetRequiredService<TasksTable>().FindAsync(task, Cancel))?.Status);
        Assert.Empty(await OpenAsync(restored, hub));
    }

    [Theory]
    [InlineData("a team was changed")]
    [InlineData("a team was given the hub")]
    [InlineData("somebody of a team left")]
    [InlineData("a group was changed")]
    [InlineData("a group was mapped to the hub")]
    [InlineData("somebody of a group is back")]
    public async Task What_no_hub_was_told_of_starts_no_run_and_the_next_day_does(string what)
    {
        var hub = await world.ConnectAsync();
        await ChangeUntoldAsync(hub, what);

        await using var restored = await RestoreAsync();
        await HoldAsync(restored);
        await restored.GetRequiredService<HubSweep>().RunAsync(ProvisionWorld.Later, world.Engine.Client, Cancel);
        await restored.GetRequiredService<ProvisionSweep>().RunAsync(ProvisionWorld.Later, world.Engine.Client, Cancel);

        Assert.Empty(await OpenAsync(restored, hub));
        Assert.Equal((true, true), await restored.GetRequiredService<DirtyHubsTable>().FindAsync(hub.Id, Cancel) is { } mark ? (mark.IsDirty, mark.IsStopped) : default);
        await restored.GetRequiredService<GroupNews>().TellDailyAsync(await hub.RowAsync(), DateTimeOffset.UtcNow, world.Engine.Client, Cancel);
        Assert.Single(await OpenAsync(restored, hub));
    }

    [Theory]
    [InlineData("team")]
    [InlineData("group")]
    public async Task Taking_out_who_left_one_after_the_other_starts_no_run_that_would_invite_those_who_are_still_there(string source)
    {
        var hub = await world.ConnectAsync();
        string[] left = [.. (await world.PeopleAsync(2)).Select(person => person.Id)];
        await GiveAsync(hub, toTeam: source == "team", left);

        await using var restored = await RestoreAsync();
        await HoldAsync(restored);
        var users = restored.GetRequiredService<WorkspaceUsersTable>();
        foreach (var person in left)
        {
            await users.SaveAsync([(await users.FindAsync(person, Cancel) ?? throw new InvalidOperationException("Nobody.")) with { Active = false }], Cancel);
            await restored.GetRequiredService<DirectoryNews>().TellAsync([person], world.Engine.Client, Cancel);
            await restored.GetRequiredService<TeamChanges>().LeaveAsync(world.Engine.Client, Cancel);
            await restored.GetRequiredService<ProvisionSweep>().RunAsync(ProvisionWorld.Later, world.Engine.Client, Cancel);
            Assert.Empty(await OpenAsync(restored, hub));
        }

        // Now that they are out, the next day's run looks at all that was told.
        await restored.GetRequiredService<GroupNews>().TellDailyAsync(await hub.RowAsync(), DateTimeOffset.UtcNow, world.Engine.Client, Cancel);
        Assert.Single(await OpenAsync(restored, hub));
        Assert.Equal((false, false), await restored.GetRequiredService<DirtyHubsTable>().FindAsync(hub.Id, Cancel) is { } mark ? (mark.IsHeld, mark.IsStopped) : (true, true));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("connect")]
    public async Task What_a_hub_names_and_nobody_recorded_is_cancelled_and_nobody_signs_in_by_itself(string what)
    {
        var hub = await world.ConnectAsync();
        var task = $"{hub.Id}-{what}-7";
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = task }, Cancel);

        await using var restored = await RestoreAsync();
        var told = await HoldAsync(restored);
        await restored.GetRequiredService<HubSweep>().RunAsync(ProvisionWorld.Later, world.Engine.Client, Cancel);

        Assert.Contains(told, line => line.Contains(task, StringComparison.Ordinal));
        Assert.Null((await restored.GetRequiredService<HubsTable>().GetAsync(hub.Id, Cancel))?.ActiveTaskId);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await restored.GetRequiredService<TasksTable>().FindAsync(task, Cancel))?.Status);
        Assert.Empty(await OpenAsync(restored, hub));
    }

    [Fact]
    public async Task Where_a_later_step_fails_nobody_has_a_good_key_and_it_is_told_that_no_app_may_start_there()
    {
        var hub = await world.ConnectAsync();
        await world.App.Get<ScimConnectionsTable>().AddAsync(new ScimConnection("provider", "hash", "Provider", "source", "olive", "Olive", DateTimeOffset.UtcNow, ExpiresAt: null), Cancel);
        await using var restored = await RestoreAsync();
        var rows = restored.GetRequiredService<TableServiceClient>().GetTableClient(HubsTable.Name);
        await rows.UpdateEntityAsync(new TableEntity(HubsTable.HubPartition, hub.Id) { ["State"] = "Nowhere" }, ETag.All, TableUpdateMode.Merge, Cancel);
        var told = new List<string>();

        var failed = await Assert.ThrowsAsync<StepFailedException>(() => new AfterRestore(restored, told.Add).RunAsync(Restored, ComposedApp.LocalOwner, keepKeys: false, Cancel));

        Assert.Contains("Nowhere", failed.Message, StringComparison.Ordinal);
        Assert.StartsWith("Start no app on this account", told[^1], StringComparison.Ordinal);
        var (keys, connections) = (await restored.GetRequiredService<ApiKeysTable>().ListAsync(Cancel), await restored.GetRequiredService<ScimConnectionsTable>().ListAsync(Cancel));
        Assert.NotEmpty(keys);
        Assert.NotEmpty(connections);
        Assert.All(keys, key => Assert.NotNull(key.RevokedAt));
        Assert.All(connections, connection => Assert.NotNull(connection.RevokedAt));
    }

    [Fact]
    public async Task The_activity_tells_of_the_restore_and_of_every_key_and_token_that_it_revoked_and_its_chain_is_whole()
    {
        await world.ConnectAsync();
        await world.App.Get<ScimConnectionsTable>().AddAsync(new ScimConnection("told-of", "hash", "Told of", "source", "olive", "Olive", DateTimeOffset.UtcNow, ExpiresAt: null), Cancel);

        await using var restored = await RestoreAsync();
        await HoldAsync(restored);
        await restored.GetRequiredService<Upkeep>().RunAsync(DateTimeOffset.UtcNow, world.Engine.Client, Cancel);

        var activity = restored.GetRequiredService<ActivityTable>();
        var told = await activity.ReadAsync(new ActivityFilter(HubId: null), Cancel).Select(recorded => recorded.Entry).ToListAsync(Cancel);
        Assert.Equal(Restored.MadeAt.ToString("O", CultureInfo.InvariantCulture), Assert.Single(told, entry => entry.Event == "restored").After);
        Assert.Contains(told, entry => entry is { Event: "scimConnectionRevoked", Target: "Told of", Before: "told-of" });
        var keys = await restored.GetRequiredService<ApiKeysTable>().ListAsync(Cancel);
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Contains(told, entry => entry.Event == "apiKeyRevoked" && (entry.UserId, entry.Target, entry.Before) == (key.HolderId, key.HolderName, key.Name)));
        Assert.True((await activity.VerifyAsync(null, Cancel)).IsWhole);
    }

    private static NewTask Asked(string id, AutomatedTaskType type, string hubId) => new(id, type, TaskTrigger.Team, hubId, TaskWorld.Olive, TaskWorld.Works);

    private async Task MarkAsync(TestHub hub, Func<DirtyHub, DirtyHub> mark) =>
        await world.App.Get<DirtyHubsTable>().ChangeAsync(hub.Id, row => Task.FromResult<DirtyHub?>(mark(row) with { ActorId = "olive", ActorName = "Olive" }), Cancel);

    // A source that gives a seat in the hub, as a process leaves it that ended before it told the last change.
    private async Task ChangeUntoldAsync(TestHub hub, string what)
    {
        var person = (await world.PeopleAsync(1))[0].Id;
        await GiveAsync(
            hub, toTeam: what.Contains("team", StringComparison.Ordinal), [person],
            isTold: what is not ("a team was changed" or "a group was changed"), isGivenTold: what is not ("a team was given the hub" or "a group was mapped to the hub"));
        if (await world.App.Get<WorkspaceUsersTable>().FindAsync(person, Cancel) is { } known)
            await world.App.Get<WorkspaceUsersTable>().SaveAsync([known with { Active = what != "somebody of a team left", IsUntold = what == "somebody of a group is back" }], Cancel);
    }

    // A team or a group of these people, and the hub that it gives them.
    private async Task GiveAsync(TestHub hub, bool toTeam, string[] people, bool isTold = true, bool isGivenTold = true)
    {
        var (now, ann, id) = (DateTimeOffset.UtcNow, new TeamAuthor("ann", "Ann"), Guid.NewGuid().ToString("N"));
        var given = new HubAssignment(hub.Id, id, AppRole.Member, HubRole.Collaborator, Ends: null, now, ann) { IsTold = isGivenTold };
        if (toTeam)
        {
            await world.App.Get<TeamsTable>().AddAsync(new Team(new TeamSummary(id, $"Team {id}", people.Length, "1", now, now, ann) { IsTold = isTold }, people), Cancel);
            await world.App.Get<HubTeamsTable>().TryPutAsync(given, before: null, Cancel);
            return;
        }

        var about = new GroupSummary(id, GroupOrigin.Scim, ConnectionId: null, ExternalId: null, $"Group {id}", people.Length, "1", now, new GroupCause("scim", null, now)) { IsTold = isTold };
        await world.App.Get<GroupsTable>().TryWriteAsync(new IdpGroup(about, people), Cancel);
        await world.App.Get<GroupMappingsTable>().TryPutAsync(given, before: null, Cancel);
    }

    private async Task<ServiceProvider> RestoreAsync()
    {
        // The rows tell the end before the last step has ended.
        var (ended, _) = await world.App.Get<TaskLists>().ListAsync(new TaskScope(All: true, []), new TaskFilter(), 100, null, Cancel);
        foreach (var task in ended.Where(task => task.IsEnded)) await world.Engine.EndOfAsync(task.Id);
        await new Backup(StoredData.Of(world.App.Services), new BackupFolder(path), TimeProvider.System, ComposedApp.Silent).RunAsync(Cancel);

        var other = ComposedApp.On(azurite);
        manifest = await ComposedApp.RestoreAsync(other, new BackupFolder(path));
        return other;
    }

    private static async Task<IReadOnlyList<string>> OpenAsync(ServiceProvider restored, TestHub hub) =>
        await restored.GetRequiredService<TaskLists>().OpenAsync(after: null, Cancel).Where(trace => trace.Task is { IsEnded: false } task && task.HubId == hub.Id).Select(trace => trace.TaskId).ToListAsync(Cancel);

    // What the command does and tells.
    private async Task<IReadOnlyList<string>> HoldAsync(ServiceProvider restored)
    {
        var told = new List<string>();
        await new AfterRestore(restored, told.Add).RunAsync(Restored, ComposedApp.LocalOwner, keepKeys: false, Cancel);
        return told;
    }
}
