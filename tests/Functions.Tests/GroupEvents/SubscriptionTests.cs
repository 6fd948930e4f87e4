using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.GraphWebhooks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.GroupEvents;

public sealed class SubscriptionTests(AzuriteServer azurite, GraphSite site)
{
    private async Task<(GraphRig Rig, string Group)> StartAsync(bool notifications = true)
    {
        var rig = await GraphRig.StartAsync(azurite, site, Recipe(Persons("Ann", "Bob"), ("SEO", ["ann@corp.test"])), notifications);
        await rig.SyncAsync();
        var group = await rig.MapAsync("SEO");
        await rig.ReconcileAsync();
        return (rig, group);
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(GraphRig rig) => [.. (await rig.World.SubscriptionsAsync(Cancel)).Select(one => one["id"]?.ToString() ?? "").Order(StringComparer.Ordinal)];

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
}
