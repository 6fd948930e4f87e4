using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Secrets;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Notifications;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.NotificationTargets;

/// <summary>Who may say where notifications go, and which addresses are refused.</summary>
public sealed class NotificationTargetTests(AzuriteServer azurite)
{
    [Fact]
    public async Task The_secret_is_256_random_bits_shown_once_and_gone_with_the_target()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var (one, two) = (await world.TargetAsync(), await world.TargetAsync());

        Assert.Equal(43, one.Secret?.Length);
        Assert.NotEqual(one.Secret, two.Secret);
        Assert.DoesNotContain(one.Secret!, (await world.App.Owner.GetAsync("notification-targets")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(one.Secret!, (await world.App.Owner.GetAsync($"notification-targets/{one.Id}")).Text, StringComparison.Ordinal);
        Assert.Equal(one.Secret, await world.App.Get<ISecretStore>().GetAsync($"notify-{one.Id}", NotificationWorld.Cancel));
        await world.EndedTaskAsync();
        world.Receiver.Otherwise = 500;
        await world.RoundAsync();

        (await world.App.Owner.DeleteAsync($"notification-targets/{one.Id}")).Expect(HttpStatusCode.NoContent);

        (await world.App.Owner.GetAsync($"notification-targets/{one.Id}")).Expect(HttpStatusCode.NotFound);
        (await world.App.Owner.DeleteAsync($"notification-targets/{one.Id}")).Expect(HttpStatusCode.NotFound);
        Assert.Null(await world.App.Get<ISecretStore>().GetAsync($"notify-{one.Id}", NotificationWorld.Cancel));
        Assert.DoesNotContain(one.Id, string.Join(' ', await OutboxPartitionsAsync(world)), StringComparison.Ordinal);
        Assert.Contains(two.Id, await OutboxPartitionsAsync(world));
        await world.RoundsAsync(TimeSpan.FromMinutes(2), 1);
        Assert.Equal(3, world.Receiver.Calls.Count);

        // A round that had read the targets before adds something after.
        var late = new Delivery(one.Id, "late", "taskEnded", "a label", world.Clock.GetUtcNow(), world.Clock.GetUtcNow(), world.Clock.GetUtcNow());
        await world.App.Get<OutboxDeliveries>().AddAsync(late, NotificationWorld.Cancel);
        await world.App.Get<OldNotifications>().PurgeAsync(NotificationWorld.Cancel);
        Assert.DoesNotContain(one.Id, await OutboxPartitionsAsync(world));
        Assert.Contains(two.Id, await OutboxPartitionsAsync(world));
    }

    [Fact]
    public async Task Hub_Owners_manage_their_hubs_targets_and_the_workspace_Owner_those_of_all_hubs()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        using var ann = await world.App.CallerAsync("ann", WorkspaceRole.User);
        using var bob = await world.App.CallerAsync("bob", WorkspaceRole.User);
        using var super = await world.App.CallerAsync("super", WorkspaceRole.SuperAdmin);
        var (hub, other) = (await world.HubAsync("ann"), await world.HubAsync("bob"));
        var wish = new CreateNotificationTargetRequest(world.Receiver.Address);

        foreach (var caller in new[] { ann, bob, super }) (await caller.PostAsync("notification-targets", wish)).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await bob.PostAsync("notification-targets", wish with { HubId = hub })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        (await super.PostAsync("notification-targets", wish with { HubId = hub })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await world.App.Owner.PostAsync("notification-targets", wish with { HubId = hub })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        var (mine, all) = (await world.TargetAsync(hub, by: ann), await world.TargetAsync());
        await world.TargetAsync(other, by: bob);

        Assert.Equal([mine.Id], await ListAsync(ann));
        Assert.Equal([mine.Id], await ListAsync(super, hub));
        Assert.Equal(2, (await ListAsync(super)).Count);
        Assert.Equal(3, (await ListAsync(world.App.Owner)).Count);
        foreach (var path in new[] { $"notification-targets/{mine.Id}", $"notification-targets/{mine.Id}/dead-letters" })
        {
            (await ann.GetAsync(path)).Expect(HttpStatusCode.OK);
            (await super.GetAsync(path)).Expect(HttpStatusCode.OK);
            (await bob.GetAsync(path)).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        }
        foreach (var action in new[] { "test", "redeliver" })
        {
            (await super.PostAsync($"notification-targets/{mine.Id}/{action}", new { })).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
            (await bob.PostAsync($"notification-targets/{mine.Id}/{action}", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
            (await ann.PostAsync($"notification-targets/{all.Id}/{action}", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
            (await super.PostAsync($"notification-targets/{all.Id}/{action}", new { })).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        }
        (await super.DeleteAsync($"notification-targets/{mine.Id}")).ExpectProblem(HttpStatusCode.Forbidden, "notAllowed");
        (await ann.DeleteAsync($"notification-targets/{all.Id}")).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        Assert.Empty(world.Receiver.Calls);
        (await ann.DeleteAsync($"notification-targets/{mine.Id}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(["notificationTargetAdded", "notificationTargetRemoved"], (await ann.GetAsync($"activity?hubId={hub}")).As<ListResponse<ActivityResponse>>().Items.Select(entry => entry.Event).Order());

        static async Task<IReadOnlyList<string>> ListAsync(TestCaller caller, string? hubId = null) =>
            [.. (await caller.GetAsync($"notification-targets{(hubId is null ? "" : $"?hubId={hubId}")}")).As<ListResponse<NotificationTargetResponse>>().Items.Select(target => target.Id)];
    }

    [Fact]
    public async Task What_belongs_to_a_hub_that_is_gone_can_still_be_deleted()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        using var ann = await world.App.CallerAsync("ann", WorkspaceRole.User);
        var hub = await world.HubAsync("ann");
        var target = await world.TargetAsync(hub, by: ann);

        await world.Hubs.DeleteAsync(await world.Hubs.GetAsync(hub, NotificationWorld.Cancel) ?? throw new InvalidOperationException("No hub."), NotificationWorld.Cancel);

        (await world.App.Owner.DeleteAsync($"notification-targets/{target.Id}")).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("http://hooks.example.com/", "url")]
    [InlineData("https://127.0.0.1/", "url")]
    [InlineData("https://localhost/", "url")]
    [InlineData("https://[::1]/", "url")]
    [InlineData("https://10.0.0.7/", "url")]
    [InlineData("https://169.254.169.254/", "url")]
    [InlineData("https://inside.seatkeeper.test/", "url")]
    [InlineData("https://me:pw@hooks.example.com/", "url")]
    [InlineData("no address", "url")]
    public async Task An_address_without_TLS_or_in_a_private_network_is_refused(string url, params string[] fields)
    {
        var lookup = new HostLookup((host, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(host.StartsWith("inside", StringComparison.Ordinal) ? "10.1.1.1" : "93.184.216.34")]));
        await using var app = await TestApp.StartAsync(azurite, services => services.AddSingleton(lookup), settings => settings["Notifications:PrivateHosts"] = "");

        var answer = (await app.Owner.PostAsync("notification-targets", new CreateNotificationTargetRequest(url))).ExpectInvalid(fields);

        Assert.DoesNotContain("10.1.1.1", answer.Text, StringComparison.Ordinal);
        Assert.Empty((await app.Owner.GetAsync("notification-targets")).As<ListResponse<NotificationTargetResponse>>().Items);
    }

    [Fact]
    public async Task Bad_fields_are_all_named_and_no_more_than_twenty_targets_are_added()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);

        (await world.App.Owner.PostAsync("notification-targets", new CreateNotificationTargetRequest("ftp://x.example", null, ["taskEnded", "test"], " "))).ExpectInvalid("url", "events", "label");
        (await world.App.Owner.PostAsync("notification-targets", new CreateNotificationTargetRequest(world.Receiver.Address, null, []))).ExpectInvalid("events");
        (await world.App.Owner.PostAsync("notification-targets", new { url = world.Receiver.Address, secret = "mine" })).ExpectInvalid("secret");
        (await world.App.Owner.PostAsync("notification-targets", new CreateNotificationTargetRequest(world.Receiver.Address, "nosuchhub"))).ExpectProblem(HttpStatusCode.NotFound, "notFound");
        for (var n = 0; n < 20; n++) await world.TargetAsync(events: ["taskEnded", "taskEnded"]);
        (await world.App.Owner.PostAsync("notification-targets", new CreateNotificationTargetRequest(world.Receiver.Address))).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Equal(["taskEnded"], (await world.App.Owner.GetAsync("notification-targets?limit=1")).As<ListResponse<NotificationTargetResponse>>().Items.Single().Events);
        var target = await world.App.Get<NotificationTargetsTable>().ListAsync(NotificationWorld.Cancel);
        (await world.App.Owner.PostAsync($"notification-targets/{target[0].Id}/redeliver", new RedeliverRequest([]))).ExpectInvalid("ids");
        (await world.App.Owner.PostAsync($"notification-targets/{target[0].Id}/redeliver", new RedeliverRequest(["a/b"]))).ExpectInvalid("ids");
    }

    [Fact]
    public async Task A_test_is_sent_at_once_signed_and_told_whatever_came_of_it()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync(events: ["ownersTold"]);
        world.Receiver.Next(418);

        var refused = await TestAsync();
        var taken = await TestAsync();

        Assert.Equal((false, 418, "answered 418"), (refused.Delivered, refused.Status, refused.Failure));
        Assert.Equal((true, 204, null), (taken.Delivered, taken.Status, taken.Failure));
        Assert.Equal([refused.DeliveryId, taken.DeliveryId], world.Receiver.Calls.Select(call => call.Delivery));
        Assert.All(world.Receiver.Calls, call => Assert.Equal(("test", true), (call.Event, call.IsSignedWith(target.Secret ?? ""))));
        var shown = await world.ShownAsync(target);
        Assert.Equal((true, true, "answered 418"), (shown.LastDeliveryAt is not null, shown.LastFailureAt is not null, shown.LastFailure));
        await world.RoundsAsync(TimeSpan.FromMinutes(5), 1);
        Assert.Equal(2, world.Receiver.Calls.Count);

        async Task<NotificationTestResponse> TestAsync() =>
            (await world.App.Owner.PostAsync($"notification-targets/{target.Id}/test", new { })).Expect(HttpStatusCode.OK).As<NotificationTestResponse>();
    }

    private static async Task<IReadOnlyList<string>> OutboxPartitionsAsync(NotificationWorld world) =>
        await world.App.Get<Azure.Data.Tables.TableServiceClient>().GetTableClient(OutboxTable.Name)
            .QueryAsync<Azure.Data.Tables.TableEntity>(cancellationToken: NotificationWorld.Cancel).Select(row => row.PartitionKey).Distinct().ToListAsync(NotificationWorld.Cancel);
}
