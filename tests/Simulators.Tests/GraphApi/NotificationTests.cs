using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Seatkeeper.Dev.Servers;

namespace Seatkeeper.Simulators.Tests.GraphApi;

public sealed class NotificationTests(GraphSite site)
{
    [Fact]
    public async Task A_change_comes_to_whoever_subscribed_to_it_as_graph_tells_it()
    {
        var world = await site.NewWorldAsync(users: 6, inGroup: 3);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        var group = await world.GroupIdAsync("SEO", GraphSite.Cancel);
        foreach (var resource in new[] { "users", "groups", $"groups/{group}", $"groups/{group}/members" }) await SubscriptionTests.SubscribeAsync(client, receiver, resource);
        var (bo, fay) = (await world.UserIdAsync("bo.berg.1@corp.test", GraphSite.Cancel), await world.UserIdAsync("fay.fuchs.5@corp.test", GraphSite.Cancel));

        await world.ChangeMembersAsync(group, [fay], [bo], GraphSite.Cancel);
        await world.SettleAsync(GraphSite.Cancel);
        var request = Assert.Single(receiver.Taken);
        Assert.Equal(3, request.Select(n => n!["subscriptionId"]!.ToString()).Distinct(StringComparer.Ordinal).Count());
        var told = request[0]!;
        Assert.Equal((world.TenantId, "state-canary", "updated", $"Groups/{group}"), (told["tenantId"]!.ToString(), told["clientState"]!.ToString(), told["changeType"]!.ToString(), told["resource"]!.ToString()));
        Assert.Equal($$"""[{"id":"{{bo}}","@removed":"deleted"},{"id":"{{fay}}"}]""", told["resourceData"]!["members@delta"]!.ToJsonString());
        receiver.Taken.Clear();

        await world.ChangeGroupAsync(group, new JsonObject { ["displayName"] = "SEO 2" }, GraphSite.Cancel);
        await world.ChangeUserAsync(bo, new JsonObject { ["accountEnabled"] = false }, GraphSite.Cancel);
        await world.DeleteUserAsync(bo, forGood: false, GraphSite.Cancel);
        await world.DeleteUserAsync(bo, forGood: true, GraphSite.Cancel);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal(
            [$"updated Groups/{group}", $"updated Groups/{group}", $"updated Users/{bo}", $"updated Users/{bo}", $"deleted Users/{bo}"],
            receiver.Notifications.Select(n => $"{n["changeType"]} {n["resource"]}"));
    }

    [Fact]
    public async Task Notifications_are_held_lost_doubled_and_out_of_order_as_the_test_wants()
    {
        var world = await site.NewWorldAsync(users: 9);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        await SubscriptionTests.SubscribeAsync(client, receiver, "users");
        await world.HoldNotificationsAsync(GraphSite.Cancel);
        await RenameAsync(world, 4);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Empty(receiver.Taken);

        await world.DropNotificationsAsync(new JsonObject { ["numbers"] = new JsonArray(2) }, GraphSite.Cancel);
        await world.ReleaseNotificationsAsync(new JsonObject { ["reversed"] = true, ["copies"] = 2 }, GraphSite.Cancel);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal([4, 4, 3, 3, 1, 1], Sequence(receiver));

        receiver.Taken.Clear();
        await world.ReleaseNotificationsAsync(new JsonObject { ["numbers"] = new JsonArray(2, 1) }, GraphSite.Cancel);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal([2, 1], Sequence(receiver));

        receiver.Taken.Clear();
        await world.LetNotificationsFlowAsync(GraphSite.Cancel);
        await world.ConfigureAsync("delivery", new JsonObject { ["dropNext"] = 1, ["copies"] = 2 }, GraphSite.Cancel);
        await RenameAsync(world, 2);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal([6, 6], Sequence(receiver));
        Assert.Equal(["dropped", "dropped"], (await world.JournalAsync("lost", GraphSite.Cancel)).Select(entry => entry["name"]!.ToString()));
    }

    [Fact]
    public async Task What_is_not_taken_is_sent_again_and_given_up_in_the_end()
    {
        var world = await site.NewWorldAsync(users: 3);
        await world.ConfigureAsync("delivery", new JsonObject { ["attempts"] = 3, ["firstRetryMs"] = 1, ["timeoutMs"] = 5_000, ["tellsMissed"] = true }, GraphSite.Cancel);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        await SubscriptionTests.SubscribeAsync(client, receiver, "users");
        var refusals = 2;
        receiver.Instead = http =>
        {
            if (http.Request.Path != "/" || Interlocked.Decrement(ref refusals) < 0) return Task.FromResult(false);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(true);
        };
        await RenameAsync(world, 1);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal([1], Sequence(receiver));
        Assert.Equal(["refused 503", "refused 503", "delivered 202"], (await world.JournalAsync("notification", GraphSite.Cancel)).Select(entry => $"{entry["name"]} {entry["status"]}"));

        refusals = int.MaxValue;
        await RenameAsync(world, 1);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal("givenUp", (await world.NotificationsAsync(GraphSite.Cancel))[1]["state"]!.ToString());
        Assert.Equal("missed", receiver.Notifications[^1]["lifecycleEvent"]!.ToString());
    }

    [Fact]
    public async Task An_address_that_takes_too_long_is_sent_the_same_again()
    {
        var world = await site.NewWorldAsync(users: 3);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        await SubscriptionTests.SubscribeAsync(client, receiver, "users");
        await world.ConfigureAsync("delivery", new JsonObject { ["firstRetryMs"] = 1, ["timeoutMs"] = 200, ["attempts"] = 9 }, GraphSite.Cancel);
        var late = 1;
        receiver.Instead = async http =>
        {
            if (Interlocked.Decrement(ref late) < 0) return false;
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await RenameAsync(world, 1);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal("timedOut", (await world.JournalAsync("notification", GraphSite.Cancel))[0]["name"]!.ToString());
        Assert.Contains(1, Sequence(receiver));
    }

    [Fact]
    public async Task Lifecycle_notifications_tell_what_a_subscription_needs()
    {
        var world = await site.NewWorldAsync(users: 9);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        var id = await SubscriptionTests.SubscribeAsync(client, receiver, "users");
        await world.TellLifecycleAsync(id, "reauthorizationRequired", pauses: true, GraphSite.Cancel);
        await RenameAsync(world, 1);
        await world.SettleAsync(GraphSite.Cancel);
        var told = Assert.Single(receiver.Notifications);
        Assert.Equal(("reauthorizationRequired", id, "state-canary"), (told["lifecycleEvent"]!.ToString(), told["subscriptionId"]!.ToString(), told["clientState"]!.ToString()));

        await client.Subscriptions[id].Reauthorize.PostAsync(cancellationToken: GraphSite.Cancel);
        await RenameAsync(world, 1);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal(2, receiver.Notifications[^1]["resourceData"]!["sequenceNumber"]!.GetValue<int>());

        await world.TellLifecycleAsync(id, "subscriptionRemoved", pauses: false, GraphSite.Cancel);
        await world.SettleAsync(GraphSite.Cancel);
        Assert.Equal("subscriptionRemoved", receiver.Notifications[^1]["lifecycleEvent"]!.ToString());
        var gone = await Assert.ThrowsAsync<ODataError>(() => client.Subscriptions[id].GetAsync(cancellationToken: GraphSite.Cancel));
        Assert.Equal(404, gone.ResponseStatusCode);
    }

    [Fact]
    public async Task A_forgery_and_a_flood_reach_the_address_too()
    {
        var world = await site.NewWorldAsync(users: 3, inGroup: 3);
        await using var receiver = await Receiver.StartAsync();
        using var client = GraphSite.ClientOf(world);
        for (var i = 0; i < 5; i++) await SubscriptionTests.SubscribeAsync(client, receiver, i % 2 == 0 ? "users" : "groups");
        Assert.Equal(202, await world.ForgeAsync(receiver.Url, [new JsonObject { ["clientState"] = "guess" }], GraphSite.Cancel));
        Assert.Equal("guess", Assert.Single(receiver.Notifications)["clientState"]!.ToString());

        receiver.Taken.Clear();
        var report = await world.SendAsync(HttpMethod.Post, "/_sim/notifications/flood", new JsonObject { ["perSecond"] = 2_000, ["seconds"] = 0.1 }, GraphSite.Cancel);
        Assert.Equal(receiver.Notifications.Count, report["taken"]!.GetValue<int>());
        Assert.InRange(receiver.Notifications.Count, 200, 220);
        Assert.Equal(5, receiver.Notifications.Select(n => n["subscriptionId"]!.ToString()).Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task RenameAsync(GraphWorld world, int users)
    {
        for (var i = 0; i < users; i++) await world.ChangeUserAsync("bo.berg.1@corp.test", new JsonObject { ["displayName"] = $"Bo {i}" }, GraphSite.Cancel);
    }

    private static IEnumerable<int> Sequence(Receiver receiver) => receiver.Notifications.Select(n => n["resourceData"]!["sequenceNumber"]!.GetValue<int>());
}
