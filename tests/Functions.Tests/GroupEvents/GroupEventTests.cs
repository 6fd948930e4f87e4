using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Members;
using Seatkeeper.Functions.DirectorySync;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.GroupEvents;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.GroupEvents;

public sealed class GroupEventTests(AzuriteServer azurite, GraphSite site)
{
    private const string Members = "GET /groups/{id}/transitiveMembers";

    private async Task<(GraphRig Rig, string Group)> StartAsync(params (string Name, string[] Members)[] groups)
    {
        var rig = await GraphRig.StartAsync(azurite, site, Recipe(Persons("Ann", "Bob", "Cleo"), groups), notifications: true);
        await rig.SyncAsync();
        var group = await rig.MapAsync(groups[0].Name);
        await rig.ReconcileAsync();
        return (rig, group);
    }

    [Fact]
    public async Task Many_notifications_of_one_group_in_any_order_and_again_are_one_read()
    {
        var (started, group) = await StartAsync(("SEO", ["ann@corp.test"]), ("Other", []));
        await using var rig = started;
        var subscriptions = await rig.World.SubscriptionsAsync(Cancel);
        Assert.Equal(["groups", "users"], subscriptions.Select(one => one["resource"]?.ToString()).Order(StringComparer.Ordinal));
        await rig.World.HoldNotificationsAsync(Cancel);
        for (var i = 0; i < 5; i++)
        {
            await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
            await rig.World.ChangeMembersAsync("SEO", ["cleo@corp.test"], ["bob@corp.test"], Cancel);
            await rig.World.ChangeMembersAsync("Other", ["bob@corp.test"], [], Cancel);
        }

        await rig.World.ReleaseNotificationsAsync(new JsonObject { ["shuffled"] = true, ["copies"] = 2 }, Cancel);
        var reads = await rig.CallsAsync(Members);
        await rig.HearAsync();

        Assert.Equal(reads + 1, await rig.CallsAsync(Members));
        Assert.Equal(["ann@corp.test", "cleo@corp.test"], await rig.MembersAsync(group));
        var about = (await rig.GroupAsync(group)).About;
        Assert.Equal(("notification", true), (about.Cause.Kind, about.IsTold));
        Assert.True((await rig.App.Get<DirtyHubsTable>().FindAsync(MappedHub, Cancel))?.Version >= 1);
        Assert.Empty(await rig.App.Get<GraphInboxTable>().ListAsync(10, Cancel));

        // The same once more: read, and nothing new.
        await rig.World.ReleaseNotificationsAsync(new JsonObject { ["numbers"] = new JsonArray(1) }, Cancel);
        await rig.HearAsync();
        Assert.Equal(about.Version, (await rig.GroupAsync(group)).About.Version);
    }

    [Fact]
    public async Task A_change_of_a_nested_group_is_read_by_the_group_that_is_mapped()
    {
        var (started, group) = await StartAsync(("Outer", ["Inner"]), ("Inner", ["ann@corp.test"]), ("Later", ["cleo@corp.test"]));
        await using var rig = started;

        await rig.World.ChangeMembersAsync("Inner", ["bob@corp.test"], [], Cancel);
        await rig.HearAsync();
        Assert.Equal(["ann@corp.test", "bob@corp.test"], await rig.MembersAsync(group));

        await rig.World.ChangeMembersAsync("Inner", ["Later"], [], Cancel);
        await rig.HearAsync();
        await rig.World.ChangeMembersAsync("Later", [], ["cleo@corp.test"], Cancel);
        await rig.HearAsync();
        Assert.Equal(["ann@corp.test", "bob@corp.test"], await rig.MembersAsync(group));
        await rig.World.ChangeMembersAsync("Outer", [], ["Inner"], Cancel);
        await rig.HearAsync();
        Assert.Empty(await rig.MembersAsync(group));
        Assert.Empty(await rig.App.Get<GroupMarksTable>().NestingAsync(Cancel));
    }

    [Fact]
    public async Task A_group_that_cannot_be_read_keeps_its_people_and_its_mark_until_it_can()
    {
        var (started, group) = await StartAsync(("SEO", ["ann@corp.test"]));
        await using var rig = started;
        var state = rig.App.Get<DirectoryStateTable>();
        await rig.World.ArmAsync("busy", Members, new JsonObject { ["kind"] = "throttle", ["retryAfterSeconds"] = 600 }, times: 1, Cancel);
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.HearAsync();

        Assert.Equal(["ann@corp.test"], await rig.MembersAsync(group));
        Assert.True(await state.PausedUntilAsync(Cancel) > DateTimeOffset.UtcNow.AddSeconds(500));
        var mark = Assert.Single(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel));
        Assert.Equal((group, 1), (mark.GroupId, mark.Failures));

        // Nothing is asked before the pause is over, whatever comes.
        var reads = await rig.CallsAsync(Members);
        await rig.World.ChangeMembersAsync("SEO", ["cleo@corp.test"], [], Cancel);
        await rig.HearAsync();
        Assert.Equal(reads, await rig.CallsAsync(Members));

        // A shorter one does not end it.
        await state.PauseAsync(DateTimeOffset.UtcNow.AddSeconds(1), Cancel);
        Assert.True(await state.PausedUntilAsync(Cancel) > DateTimeOffset.UtcNow.AddSeconds(400));
        await rig.EndPauseAsync();
        await rig.WorkAsync();
        Assert.Equal(["ann@corp.test", "bob@corp.test", "cleo@corp.test"], await rig.MembersAsync(group));
        Assert.Empty(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel));
    }

    [Fact]
    public async Task A_crash_between_the_marks_and_the_end_of_the_notifications_marks_once_more_and_loses_nothing()
    {
        var (started, group) = await StartAsync(("SEO", ["ann@corp.test"]));
        await using var rig = started;
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.World.SettleAsync(Cancel);
        var stored = await rig.App.Get<GraphInboxTable>().ListAsync(10, Cancel);
        Assert.NotEmpty(stored);
        await rig.App.Get<InboxWork>().RunAsync(Cancel);
        Assert.Single(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel));

        // As if the process had died before it forgot them.
        foreach (var row in stored) await rig.App.Get<GraphInboxTable>().AddAsync([.. row.Entries], row.At, Cancel);
        await rig.WorkAsync();

        Assert.Equal(["ann@corp.test", "bob@corp.test"], await rig.MembersAsync(group));
        Assert.Empty(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel));
    }

    [Fact]
    public async Task A_deleted_group_is_gone_and_a_restored_one_is_there_again()
    {
        var recipe = Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"]));
        recipe["groups"]![0]!["unified"] = true;
        await using var rig = await GraphRig.StartAsync(azurite, site, recipe, notifications: true);
        await rig.SyncAsync();
        var group = await rig.MapAsync("SEO");
        await rig.ReconcileAsync();

        await rig.World.DeleteGroupAsync("SEO", forGood: false, Cancel);
        await rig.HearAsync();
        Assert.Equal((true, 0), ((await rig.GroupAsync(group)).About.IsGone, (await rig.GroupAsync(group)).MemberIds.Count));

        await rig.World.RestoreGroupAsync(group, Cancel);
        await rig.HearAsync();
        Assert.Equal((false, 1), ((await rig.GroupAsync(group)).About.IsGone, (await rig.GroupAsync(group)).MemberIds.Count));
    }

    [Fact]
    public async Task A_person_who_is_disabled_is_heard_of_and_leaves()
    {
        var (started, _) = await StartAsync(("SEO", ["ann@corp.test"]));
        await using var rig = started;

        await rig.World.ChangeUserAsync("ann@corp.test", new JsonObject { ["accountEnabled"] = false }, Cancel);
        await rig.HearAsync();
        var sync = (await rig.App.Get<DirectoryStateTable>().ReadPointerAsync(Cancel)).Runs;
        await rig.UntilAsync($"directory-sync-{sync}", row => row.IsEnded);

        Assert.Equal((false, DirectoryState.Disabled), (await rig.PersonAsync("ann@corp.test")) is { } ann ? (ann.Active, ann.Directory?.State) : default);
    }

    [Fact]
    public async Task A_pause_of_a_day_is_one_of_an_hour()
    {
        var (started, group) = await StartAsync(("SEO", ["ann@corp.test"]));
        await using var rig = started;
        await rig.World.ArmAsync("proxy", Members, new JsonObject { ["kind"] = "throttle", ["retryAfterSeconds"] = 86_400 }, times: 1, Cancel);
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.HearAsync();

        Assert.InRange(await rig.App.Get<DirectoryStateTable>().PausedUntilAsync(Cancel) ?? default, DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(60));
        Assert.Equal(group, Assert.Single(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel)).GroupId);
    }

    [Fact]
    public async Task Who_is_restored_is_in_their_groups_again_although_no_group_tells_of_it_and_a_crash_in_between_loses_nothing()
    {
        var (started, group) = await StartAsync(("SEO", ["ann@corp.test"]));
        await using var rig = started;
        await rig.World.DeleteUserAsync("ann@corp.test", forGood: false, Cancel);
        await rig.SyncAsync();
        Assert.False((await rig.PersonAsync("ann@corp.test")).Active);
        Assert.Equal(["ann@corp.test"], await rig.MembersAsync(group));
        // Another change of the group has it read without her.
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.HearAsync();
        await rig.SyncedAsync();
        Assert.Equal(["bob@corp.test"], await rig.MembersAsync(group));
        var version = await VersionAsync(rig);

        await rig.World.RestoreUserAsync("ann@corp.test", Cancel);
        var ann = await rig.PersonAsync("ann@corp.test");
        var writer = rig.App.Get<DirectoryWriter>();
        await writer.LoadAsync(Cancel);
        rig.Faults.Break("\"State\":\"Present\"", 1);
        var task = await rig.UntilAsync("directory-sync-1", row => row.IsEnded);
        await Assert.ThrowsAnyAsync<Exception>(() => writer.WriteAsync(task, [new GraphPerson(ann.Id) { Name = ann.Name, PrincipalName = ann.Username, Mail = ann.Email, IsEnabled = true }], Cancel));
        Assert.True(rig.Faults.Happened);
        Assert.Equal("directory", Assert.Single(await rig.App.Get<GroupMarksTable>().ListAsync(Cancel), mark => mark.GroupId == group).Cause.Kind);

        await rig.SyncAsync();
        Assert.True((await rig.PersonAsync("ann@corp.test")).Active);
        Assert.Equal(["ann@corp.test", "bob@corp.test"], await rig.MembersAsync(group));
        Assert.True(await VersionAsync(rig) > version);
    }

    private static async Task<long?> VersionAsync(GraphRig rig) => (await rig.App.Get<DirtyHubsTable>().FindAsync(MappedHub, Cancel))?.Version;
}
