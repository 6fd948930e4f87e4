using System.Text.Json.Nodes;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Graph;
using static Seatkeeper.Functions.Tests.Graph.GraphRig;

namespace Seatkeeper.Functions.Tests.GroupEvents;

/// <summary>A subscription to people that does not tell what changes.</summary>
public sealed class SilentSubscriptionsTests(AzuriteServer azurite, GraphSite site)
{
    [Fact]
    public async Task A_subscription_that_says_nothing_while_people_change_is_made_anew_too_though_nothing_changes_any_more()
    {
        var (started, _) = await SubscriptionTests.StartAsync(azurite, site);
        await using var rig = started;
        rig.Options.NotificationPatience = TimeSpan.FromHours(1);
        var made = await MadeAsync(rig);
        // One that is heard is left alone.
        await rig.World.ChangeUserAsync("bob@corp.test", new JsonObject { ["displayName"] = "Bob B" }, Cancel);
        await rig.HearAsync();
        await rig.SyncedAsync();
        await rig.ReconcileAsync();
        Assert.Null(await SilentSinceAsync(rig));

        await SubscriptionTests.HeardLongAgoAsync(rig, "users");
        await rig.World.HoldNotificationsAsync(Cancel);
        await rig.World.ChangeUserAsync("ann@corp.test", new JsonObject { ["accountEnabled"] = false }, Cancel);
        await rig.ReconcileAsync();
        await rig.SyncedAsync();
        Assert.False((await rig.PersonAsync("ann@corp.test")).Active);
        Assert.NotNull(await SilentSinceAsync(rig));
        Assert.Equal(made.Values.Order(StringComparer.Ordinal), await SubscriptionTests.IdsAsync(rig));

        rig.Options.NotificationPatience = TimeSpan.Zero;
        await rig.ReconcileAsync();

        await IsMadeAnewAsync(rig, made);
    }

    [Fact]
    public async Task A_subscription_that_was_heard_before_a_quiet_time_is_made_anew_at_the_first_change_that_it_does_not_tell()
    {
        var (started, _) = await SubscriptionTests.StartAsync(azurite, site);
        await using var rig = started;
        rig.Options.NotificationPatience = TimeSpan.FromHours(1);
        await rig.World.ChangeUserAsync("bob@corp.test", new JsonObject { ["displayName"] = "Bob B" }, Cancel);
        await rig.HearAsync();
        await rig.SyncedAsync();
        var made = await MadeAsync(rig);

        // All that was two hours ago, and since then nobody has changed.
        var state = rig.App.Get<DirectoryStateTable>();
        await SubscriptionTests.HeardLongAgoAsync(rig, "users");
        var synced = await state.ReadAsync("users", Cancel) with { At = DateTimeOffset.UtcNow.AddMinutes(-110), QuietAt = null };
        Assert.NotNull(await state.TryWriteAsync(synced, Cancel));
        await rig.ReconcileAsync();
        var looked = await state.ReadAsync("users", Cancel);
        // Who came to be known since the last round is told by the next one, whatever was looked at in between.
        Assert.Equal((synced.At, true, null), (looked.At, looked.QuietAt > synced.At, looked.SilentSince));

        await rig.World.ExpireSubscriptionsAsync(made["users"], Cancel);
        await rig.World.ChangeUserAsync("ann@corp.test", new JsonObject { ["displayName"] = "Ann A" }, Cancel);
        await rig.ReconcileAsync();
        await rig.SyncedAsync();
        Assert.NotNull(await SilentSinceAsync(rig));
        Assert.Equal(made, await MadeAsync(rig));

        rig.Options.NotificationPatience = TimeSpan.Zero;
        await rig.ReconcileAsync();

        await IsMadeAnewAsync(rig, made);
    }

    private static async Task<Dictionary<string, string?>> MadeAsync(GraphRig rig) =>
        (await rig.App.Get<SubscriptionsTable>().ListAsync(Cancel)).ToDictionary(row => row.Resource, row => row.Id, StringComparer.Ordinal);

    private static async Task IsMadeAnewAsync(GraphRig rig, Dictionary<string, string?> made)
    {
        var told = Assert.Single(await rig.EventsAsync("groupNotificationsSilent"));
        Assert.Equal(("users", made["users"]), (told.Target, told.Before));
        var now = await MadeAsync(rig);
        Assert.Equal((2, made["groups"], false), (now.Count, now["groups"], now["users"] == made["users"]));
        Assert.Null(await SilentSinceAsync(rig));
    }

    private static async Task<DateTimeOffset?> SilentSinceAsync(GraphRig rig) => (await rig.App.Get<DirectoryStateTable>().ReadAsync("users", Cancel)).SilentSince;
}
