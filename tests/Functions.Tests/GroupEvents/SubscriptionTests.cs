using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.GroupEvents;

public sealed class SubscriptionTests(AzuriteServer azurite, GraphSite site)
{
    private Task<(GraphRig Rig, string Group)> StartAsync(bool notifications = true) => StartAsync(azurite, site, notifications);

    internal static async Task<(GraphRig Rig, string Group)> StartAsync(AzuriteServer azurite, GraphSite site, bool notifications = true)
    {
        var rig = await GraphRig.StartAsync(azurite, site, Recipe(Persons("Ann", "Bob"), ("SEO", ["ann@corp.test"])), notifications);
        await rig.SyncAsync();
        var group = await rig.MapAsync("SEO");
        await rig.ReconcileAsync();
        return (rig, group);
    }

    internal static async Task<IReadOnlyList<string>> IdsAsync(GraphRig rig) => [.. (await rig.World.SubscriptionsAsync(Cancel)).Select(one => one["id"]?.ToString() ?? "").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task They_are_made_once_renewed_in_time_made_anew_where_they_ended_and_ended_where_nobody_is_mapped()
    {
        await using var rig = await GraphRig.StartAsync(azurite, site, Recipe(Persons("Ann"), ("SEO", ["ann@corp.test"])), notifications: true);
        await rig.SyncAsync();
        await rig.ReconcileAsync();
        Assert.Empty(await IdsAsync(rig));

        // Soon after the first mapping, and not only when it is looked again.
        var group = await rig.MapAsync("SEO");
        await rig.WorkAsync();
        var made = await IdsAsync(rig);
        Assert.Equal(2, made.Count);
        await rig.ReconcileAsync();
        Assert.Equal(made, await IdsAsync(rig));
        Assert.Equal(0, await rig.CallsAsync("PATCH /subscriptions/{id}"));
        var rows = await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel);
        Assert.All(rows, row => Assert.Equal(64, row.Hash.Length));

        // Less than half of their time is left.
        rig.Options.SubscriptionLife = TimeSpan.FromDays(20);
        await rig.ReconcileAsync();
        Assert.Equal(made, await IdsAsync(rig));
        Assert.Equal(2, await rig.CallsAsync("PATCH /subscriptions/{id}"));
        Assert.All(await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel), row => Assert.True(row.ExpiresAt > DateTimeOffset.UtcNow.AddDays(19)));

        await rig.World.ExpireSubscriptionsAsync(id: null, Cancel);
        rig.Options.SubscriptionLife = TimeSpan.FromDays(28);
        await rig.App.Get<SubscriptionsTable>().PutAsync(rows[0] with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) }, Cancel);
        await rig.App.Get<SubscriptionsTable>().PutAsync(rows[1] with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) }, Cancel);
        await rig.ReconcileAsync();
        var anew = await IdsAsync(rig);
        Assert.Equal(2, anew.Count);
        Assert.Empty(anew.Intersect(made, StringComparer.Ordinal));

        var given = await rig.App.Get<GroupMappingsTable>().FindAsync(MappedHub, group, Cancel);
        Assert.NotNull(given);
        await rig.App.Get<GroupMappingsTable>().DeleteAsync(given, Cancel);
        await rig.ReconcileAsync();
        Assert.Empty(await IdsAsync(rig));
        Assert.Empty(await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel));
    }

    [Fact]
    public async Task What_Graph_says_of_a_subscription_is_done()
    {
        var (started, group) = await StartAsync();
        await using var rig = started;
        rig.Options.NotificationPatience = TimeSpan.FromHours(1);
        var id = (await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel)).Single(row => row.Resource == "groups").Id ?? "";

        await rig.World.TellLifecycleAsync(id, "reauthorizationRequired", pauses: true, Cancel);
        await rig.HearAsync();
        Assert.Equal(1, await rig.CallsAsync("PATCH /subscriptions/{id}"));

        await rig.World.HoldNotificationsAsync(Cancel);
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.World.DropNotificationsAsync([], Cancel);
        await rig.World.LetNotificationsFlowAsync(Cancel);
        await rig.World.TellLifecycleAsync(id, "missed", pauses: false, Cancel);
        await rig.HearAsync();
        await rig.WorkAsync();
        Assert.Equal(["ann@corp.test", "bob@corp.test"], await rig.MembersAsync(group));

        await rig.World.TellLifecycleAsync(id, "subscriptionRemoved", pauses: false, Cancel);
        await rig.HearAsync();
        var now = (await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel)).Single(row => row.Resource == "groups");
        Assert.NotEqual(id, now.Id);
        Assert.Contains(now.Id, await IdsAsync(rig));
    }

    [Fact]
    public async Task Once_the_subscription_to_people_is_removed_there_is_another_and_who_left_meanwhile_is_found()
    {
        var (started, _) = await StartAsync();
        await using var rig = started;
        var id = (await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel)).Single(row => row.Resource == "users").Id ?? "";
        await rig.World.HoldNotificationsAsync(Cancel);
        await rig.World.ChangeUserAsync("ann@corp.test", new JsonObject { ["accountEnabled"] = false }, Cancel);
        await rig.World.DropNotificationsAsync([], Cancel);
        await rig.World.LetNotificationsFlowAsync(Cancel);

        await rig.World.TellLifecycleAsync(id, "subscriptionRemoved", pauses: false, Cancel);
        await rig.HearAsync();
        await rig.SyncedAsync();

        Assert.False((await rig.PersonAsync("ann@corp.test")).Active);
        Assert.NotEqual(id, (await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel)).Single(row => row.Resource == "users").Id);
    }

    [Fact]
    public async Task A_change_that_change_tracking_shows_late_or_once_more_is_no_silence()
    {
        var (started, _) = await StartAsync();
        await using var rig = started;
        var state = rig.App.Get<DirectoryStateTable>();
        rig.Options.NotificationPatience = TimeSpan.FromHours(1);
        await rig.ReconcileAsync();
        var before = await state.ReadAsync("groups", Cancel);
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.HearAsync();

        // A round that was shown nothing of it, and then one that is.
        await state.TryWriteAsync(before with { At = DateTimeOffset.UtcNow }, Cancel);
        await rig.ReconcileAsync();
        var late = await state.ReadAsync("groups", Cancel);
        Assert.NotEqual(before.Link, late.Link);
        Assert.Null(late.SilentSince);

        // And one that is shown it again.
        await state.TryWriteAsync(late with { Link = before.Link }, Cancel);
        await rig.ReconcileAsync();
        Assert.Null((await state.ReadAsync("groups", Cancel)).SilentSince);

        // What was heard longer ago than that is about something else.
        await HeardLongAgoAsync(rig, "groups");
        await state.TryWriteAsync(await state.ReadAsync("groups", Cancel) with { Link = before.Link }, Cancel);
        await rig.ReconcileAsync();
        Assert.NotNull((await state.ReadAsync("groups", Cancel)).SilentSince);
        Assert.Empty(await rig.EventsAsync("groupNotificationsSilent"));
    }

    [Fact]
    public async Task Without_a_public_address_changes_are_found_by_looking_and_old_tokens_read_every_mapped_group()
    {
        var (started, group) = await StartAsync(notifications: false);
        await using var rig = started;
        Assert.Empty(await IdsAsync(rig));

        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], ["ann@corp.test"], Cancel);
        await rig.ReconcileAsync();
        Assert.Equal(["bob@corp.test"], await rig.MembersAsync(group));
        Assert.Equal("delta", (await rig.GroupAsync(group)).About.Cause.Kind);

        await rig.World.ChangeMembersAsync("SEO", ["ann@corp.test"], [], Cancel);
        await rig.World.ExpireDeltasAsync(new JsonObject { ["resource"] = "groups" }, Cancel);
        await rig.ReconcileAsync();
        Assert.Equal(["ann@corp.test", "bob@corp.test"], await rig.MembersAsync(group));
        Assert.Equal("reconcile", (await rig.GroupAsync(group)).About.Cause.Kind);
    }

    [Fact]
    public async Task A_subscription_that_says_nothing_while_groups_change_is_made_anew_and_told()
    {
        var (started, group) = await StartAsync();
        await using var rig = started;
        var made = await IdsAsync(rig);
        await rig.ReconcileAsync();

        // One that is heard is left alone.
        await rig.World.ChangeMembersAsync("SEO", ["bob@corp.test"], [], Cancel);
        await rig.HearAsync();
        await rig.ReconcileAsync();
        Assert.Equal(made, await IdsAsync(rig));

        await rig.World.HoldNotificationsAsync(Cancel);
        await rig.World.ChangeMembersAsync("SEO", [], ["bob@corp.test"], Cancel);
        await rig.ReconcileAsync();

        Assert.Equal(["ann@corp.test"], await rig.MembersAsync(group));
        Assert.Single(await rig.EventsAsync("groupNotificationsSilent"));
        Assert.Equal(2, (await IdsAsync(rig)).Count);
        Assert.NotEqual(made, await IdsAsync(rig));
    }

    [Fact]
    public async Task What_was_made_and_lost_in_a_crash_is_ended()
    {
        var (started, _) = await StartAsync();
        await using var rig = started;
        var made = await IdsAsync(rig);
        foreach (var row in await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel)) await rig.App.Get<SubscriptionsTable>().DeleteAsync(row, Cancel);
        rig.App.Get<KnownSubscriptions>().Forget();

        await rig.ReconcileAsync();

        var now = await IdsAsync(rig);
        Assert.Equal(2, now.Count);
        Assert.Empty(now.Intersect(made, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Trouble_with_one_keeps_no_other_from_being_renewed_and_one_past_its_end_is_not_asked_about()
    {
        var (started, _) = await StartAsync();
        await using var rig = started;
        var table = rig.App.Get<SubscriptionsTable>();
        var refusal = new JsonObject { ["kind"] = "respond", ["status"] = 400, ["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = "ExtensionError" } } };
        await rig.World.ArmAsync("first", "PATCH /subscriptions/{id}", refusal.DeepClone().AsObject(), times: 1, Cancel);
        rig.Options.SubscriptionLife = TimeSpan.FromDays(20);
        await rig.ReconcileAsync();
        Assert.Equal(2, await rig.CallsAsync("PATCH /subscriptions/{id}"));
        Assert.Equal([false, true], (await table.ListAsync(Cancel)).OrderBy(row => row.Resource, StringComparer.Ordinal).Select(row => row.ExpiresAt > DateTimeOffset.UtcNow.AddDays(19)));

        // Away for a week: both have ended, and whatever Graph says of them, there are new ones.
        var made = await IdsAsync(rig);
        foreach (var row in await table.ListAsync(Cancel)) await table.PutAsync(row with { ExpiresAt = DateTimeOffset.UtcNow.AddDays(-1) }, Cancel);
        await rig.World.ExpireSubscriptionsAsync(id: null, Cancel);
        foreach (var call in new[] { "PATCH", "DELETE" }) await rig.World.ArmAsync(call, $"{call} /subscriptions/{{id}}", refusal.DeepClone().AsObject(), times: 0, Cancel);
        await rig.ReconcileAsync();
        Assert.Equal(2, await rig.CallsAsync("PATCH /subscriptions/{id}"));
        var anew = await IdsAsync(rig);
        Assert.Equal((2, 0), (anew.Count, anew.Intersect(made, StringComparer.Ordinal).Count()));
        Assert.Equal(anew, (await table.ListAsync(Cancel)).Select(row => row.Id).Order(StringComparer.Ordinal));

        // A first try of which nothing came does not keep the next one waiting for the next look.
        foreach (var row in await table.ListAsync(Cancel)) await table.DeleteAsync(row, Cancel);
        await rig.World.ExpireSubscriptionsAsync(id: null, Cancel);
        await table.PutAsync(new GraphSubscription(KnownSubscriptions.HashOf("lost"), "groups", rig.Webhook, DateTimeOffset.UtcNow.AddMinutes(-6)), Cancel);
        await rig.WorkAsync();
        Assert.Equal(2, (await IdsAsync(rig)).Except(anew, StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_notification_that_is_taken_while_a_subscription_is_renewed_stays_heard()
    {
        var (started, _) = await StartAsync();
        await using var rig = started;
        var table = rig.App.Get<SubscriptionsTable>();
        rig.Options.SubscriptionLife = TimeSpan.FromDays(20);
        await rig.World.ArmAsync("stall", "PATCH /subscriptions/{id}", new JsonObject { ["kind"] = "stall" }, times: 1, Cancel);

        var renewing = rig.ReconcileAsync();
        while ((await rig.World.StateAsync(Cancel))["faults"]?.AsArray().Any(fault => fault?["id"]?.ToString() == "stall" && fault["fired"]?.GetValue<int>() > 0) != true)
            await Task.Delay(TimeSpan.FromMilliseconds(30), Cancel);
        var heard = DateTimeOffset.UtcNow.AddSeconds(-1);
        foreach (var row in await table.ListAsync(Cancel))
            await table.HeardAsync(row, heard, Cancel);
        await rig.World.SendAsync(HttpMethod.Post, "/_sim/faults/stall/release", body: null, Cancel);
        await renewing;

        Assert.All(await table.ListAsync(Cancel), row => Assert.Equal((heard, true, true), (row.HeardAt, row.ExpiresAt > DateTimeOffset.UtcNow.AddDays(19), row.Id is not null)));
    }

    internal static async Task HeardLongAgoAsync(GraphRig rig, string resource)
    {
        var table = rig.App.Get<SubscriptionsTable>();
        var row = (await table.ListAsync(Cancel)).Single(row => row.Resource == resource);
        await table.PutAsync(row with { CreatedAt = DateTimeOffset.UtcNow.AddHours(-3), HeardAt = DateTimeOffset.UtcNow.AddHours(-2) }, Cancel);
    }
}
