using Microsoft.AspNetCore.Http;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Notifications;

/// <summary>What reaches a receiver over HTTP, how often, and what becomes of what does not.</summary>
public sealed class DeliveryTests(AzuriteServer azurite)
{
    [Fact]
    public async Task A_task_that_ended_is_told_once_signed_and_without_anything_secret()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        var id = await world.EndedTaskAsync(status: AutomatedTaskStatus.Failed, failure: new Failure(FailureKind.InvalidCredentials, Detail: "for bot@example.com"));

        await world.RoundAsync();
        await world.RoundAsync();

        var call = Assert.Single(world.Receiver.Calls);
        Assert.Equal(("POST", "/hook?team=1", "application/json; charset=utf-8", "taskEnded"), (call.Method, call.Path, call.Headers["Content-Type"], call.Event));
        Assert.True(call.IsSignedWith(target.Secret ?? ""), call.Headers["Seatkeeper-Signature"]);
        Assert.False(call.IsSignedWith(target.Secret + "x"));
        Assert.Equal(world.Clock.GetUtcNow().ToUnixTimeSeconds(), call.Time.ToUnixTimeSeconds());
        Assert.Equal(
            (id + ":Failed", "taskEnded", id, "Failed", "CheckForUpdates", "InvalidCredentials", "true", "/api/v1/tasks/" + id),
            ($"{call.Json["id"]}", $"{call.Json["event"]}", $"{call.Json["task"]?["id"]}", $"{call.Json["task"]?["status"]}", $"{call.Json["task"]?["type"]}",
                $"{call.Json["task"]?["failure"]?["kind"]}", $"{call.Json["task"]?["failure"]?["needsPerson"]}", $"{call.Json["link"]}"));
        Assert.DoesNotContain("example.com", call.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("olive", call.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(target.Secret ?? "none", await StoredText.ReadTablesAsync(world.App), StringComparison.Ordinal);
        Assert.DoesNotContain(target.Secret ?? "none", world.App.Log.All, StringComparison.Ordinal);
        Assert.NotNull((await world.ShownAsync(target)).LastDeliveryAt);
        Assert.Null((await world.ShownAsync(target)).LastFailureAt);
    }

    [Fact]
    public async Task A_target_gets_what_it_chose_of_its_hub_and_from_its_making_on()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var (mine, other) = (await world.HubAsync(), await world.HubAsync());
        await world.EndedTaskAsync(mine);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var all = await world.TargetAsync();
        await world.TargetAsync(events: ["approvalNeeded", "ownersTold"]);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var told = await world.EndedTaskAsync(mine);
        var alsoTold = await world.EndedTaskAsync(other);
        await world.App.Get<Notices>().OwnersToldAsync((await world.Hubs.GetAsync(mine, NotificationWorld.Cancel))!, "takeover-1", OwnersWord.HubTakenOver, "Olive", "nobody else is left", NotificationWorld.Cancel);

        await world.RoundAsync();

        var ended = world.Receiver.Calls.Where(call => call.Event == "taskEnded").ToList();
        Assert.Equal(new[] { told, alsoTold }.Order(StringComparer.Ordinal), ended.Select(call => $"{call.Json["task"]?["id"]}").Order(StringComparer.Ordinal));
        Assert.All(ended, call => Assert.True(call.IsSignedWith(all.Secret ?? "")));
        Assert.Equal("Marketing", $"{ended[0].Json["hub"]?["label"]}");
        var words = world.Receiver.Calls.Where(call => call.Event == "ownersTold").ToList();
        Assert.Equal(2, words.Count);
        Assert.Single(words.Select(call => call.Text).Distinct(StringComparer.Ordinal));
        Assert.Equal(2, words.Select(call => call.Delivery).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(("hubTakenOver", "Olive", "nobody else is left"), ($"{words[0].Json["told"]?["what"]}", $"{words[0].Json["told"]?["byName"]}", $"{words[0].Json["told"]?["reason"]}"));
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_under_the_same_id_with_a_signature_of_that_time()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        await world.EndedTaskAsync();
        world.Receiver.Next(StatusCodes.Status500InternalServerError);
        world.Receiver.Next(StatusCodes.Status503ServiceUnavailable, "Retry-After", "600");

        await world.RoundAsync();
        var shown = await world.ShownAsync(target);
        Assert.Equal(("answered 500", null), (shown.LastFailure, shown.LastDeliveryAt));
        await world.RoundsAsync(TimeSpan.FromSeconds(50), 1);
        Assert.Single(world.Receiver.Calls);
        await world.RoundsAsync(TimeSpan.FromSeconds(20), 1);
        Assert.Equal(2, world.Receiver.Calls.Count);
        await world.RoundsAsync(TimeSpan.FromMinutes(9), 1);
        Assert.Equal(2, world.Receiver.Calls.Count);
        await world.RoundsAsync(TimeSpan.FromMinutes(3), 3);

        Assert.Equal(3, world.Receiver.Calls.Count);
        Assert.Single(world.Receiver.Calls.Select(call => call.Delivery).Distinct(StringComparer.Ordinal));
        Assert.Single(world.Receiver.Calls.Select(call => call.Text).Distinct(StringComparer.Ordinal));
        Assert.Equal(3, world.Receiver.Calls.Select(call => call.Headers["Seatkeeper-Signature"]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(world.Receiver.Calls, call => Assert.True(call.IsSignedWith(target.Secret ?? "")));
        Assert.Equal(0, (await world.ShownAsync(target)).DeadLetters);
    }

    [Fact]
    public async Task After_a_day_of_failing_it_is_a_dead_letter_that_can_be_sent_again()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        var id = await world.EndedTaskAsync();
        world.Receiver.Otherwise = StatusCodes.Status500InternalServerError;

        await world.RoundAsync();
        await world.RoundsAsync(TimeSpan.FromMinutes(30), 47);
        Assert.Equal(0, (await world.ShownAsync(target)).DeadLetters);
        await world.RoundsAsync(TimeSpan.FromMinutes(30), 2);

        Assert.Equal(1, (await world.ShownAsync(target)).DeadLetters);
        var tries = world.Receiver.Calls.Count;
        Assert.InRange(tries, 15, 25);
        Assert.True(world.Receiver.Calls[^1].Time >= world.Receiver.Calls[0].Time.AddHours(23.9));
        await world.RoundsAsync(TimeSpan.FromHours(3), 2);
        Assert.Equal(tries, world.Receiver.Calls.Count);

        var dead = Assert.Single((await world.App.Owner.GetAsync($"notification-targets/{target.Id}/dead-letters")).As<ListResponse<DeadLetterResponse>>().Items);
        Assert.Equal((id + ":Completed", "taskEnded", tries, "answered 500", world.Receiver.Calls[0].Text), (dead.Id, dead.Event, dead.Attempts, dead.LastFailure, dead.Body));
        world.Receiver.Otherwise = StatusCodes.Status200OK;
        Assert.Equal(1, (await world.App.Owner.PostAsync($"notification-targets/{target.Id}/redeliver", new RedeliverRequest([dead.Id, "no.such:thing"]))).As<RedeliverResponse>().Redelivered);
        await world.RoundAsync();
        Assert.Equal((tries + 1, world.Receiver.Calls[0].Delivery), (world.Receiver.Calls.Count, world.Receiver.Calls[^1].Delivery));
        Assert.Equal(0, (await world.ShownAsync(target)).DeadLetters);
    }

    [Fact]
    public async Task A_receiver_that_says_it_is_gone_is_called_no_more_until_a_test_goes_well()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        await world.EndedTaskAsync();
        await world.EndedTaskAsync();
        world.Receiver.Otherwise = StatusCodes.Status410Gone;

        await world.RoundAsync();
        await world.EndedTaskAsync();
        await world.RoundsAsync(TimeSpan.FromHours(1), 2);

        Assert.Single(world.Receiver.Calls);
        var shown = await world.ShownAsync(target);
        Assert.Equal((true, 2), (shown.DisabledAt is not null, shown.DeadLetters));
        (await world.App.Owner.PostAsync($"notification-targets/{target.Id}/redeliver", new RedeliverRequest())).ExpectProblem(System.Net.HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.False((await TestAsync()).Delivered);
        world.Receiver.Otherwise = StatusCodes.Status204NoContent;
        Assert.True((await TestAsync()).Delivered);
        Assert.Equal(2, (await world.App.Owner.PostTextAsync($"notification-targets/{target.Id}/redeliver", "")).As<RedeliverResponse>().Redelivered);
        await world.RoundAsync();
        Assert.Equal(5, world.Receiver.Calls.Count);
        Assert.Null((await world.ShownAsync(target)).DisabledAt);
        var events = (await world.App.Owner.GetAsync("activity")).As<ListResponse<ActivityResponse>>().Items.Select(entry => entry.Event).ToList();
        Assert.Equal(
            ["notificationTargetAdded", "notificationTargetDisabled", "notificationTargetEnabled", "notificationsRedelivered"],
            events.Where(happened => happened.StartsWith("notification", StringComparison.Ordinal)).Order());

        async Task<NotificationTestResponse> TestAsync() => (await world.App.Owner.PostAsync($"notification-targets/{target.Id}/test", new { })).As<NotificationTestResponse>();
    }

    [Fact]
    public async Task Of_two_that_deliver_at_once_one_sends()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        for (var n = 0; n < 6; n++) await world.EndedTaskAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.RoundAsync()));
        await world.RoundsAsync(TimeSpan.FromMinutes(5), 2);

        Assert.Equal(6, world.Receiver.Calls.Count);
        Assert.Equal(6, world.Receiver.Calls.Select(call => call.Delivery).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_alone_after_three_calls_and_a_sender_that_died_is_made_up_for()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var deliveries = world.App.Get<OutboxDeliveries>();
        var target = await world.TargetAsync();
        for (var n = 0; n < 5; n++) await world.EndedTaskAsync();
        world.Receiver.BeforeAnswer = async aborted =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(11));
            await Task.Delay(Timeout.InfiniteTimeSpan, aborted);
        };

        await world.RoundAsync();

        Assert.Equal((3, "no answer within 10 seconds"), (world.Receiver.Calls.Count, (await world.ShownAsync(target)).LastFailure));
        world.Receiver.BeforeAnswer = _ => Task.CompletedTask;
        var now = world.Clock.GetUtcNow();
        var died = (await deliveries.DueAsync(target.Id, now, 10, NotificationWorld.Cancel))[0];
        Assert.NotNull(await deliveries.ClaimAsync(died, now.AddMinutes(1), NotificationWorld.Cancel));
        await world.RoundAsync();
        Assert.DoesNotContain(died.Id, world.Receiver.Calls.Select(call => call.Delivery));
        await world.RoundsAsync(TimeSpan.FromMinutes(2), 2);
        Assert.Single(world.Receiver.Calls, call => call.Delivery == died.Id);
        Assert.Equal(5, world.Receiver.Calls.Select(call => call.Delivery).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task One_receiver_that_is_slow_does_not_keep_another_waiting()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await using var quick = await Receiver.StartAsync();
        await world.TargetAsync();
        await world.TargetAsync(url: quick.Address);
        var served = new TaskCompletionSource();
        quick.BeforeAnswer = _ =>
        {
            served.SetResult();
            return Task.CompletedTask;
        };
        world.Receiver.BeforeAnswer = async aborted => await served.Task.WaitAsync(TimeSpan.FromMinutes(1), aborted);
        await world.EndedTaskAsync();

        await world.RoundAsync();

        Assert.Single(quick.Calls);
        Assert.Single(world.Receiver.Calls);
    }

    [Fact]
    public async Task What_was_delivered_is_forgotten_after_a_week_and_dead_letters_after_a_month()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var target = await world.TargetAsync();
        await world.EndedTaskAsync();
        await world.RoundAsync();
        world.Receiver.Otherwise = StatusCodes.Status410Gone;
        await world.EndedTaskAsync();
        await world.RoundAsync();

        Assert.Equal((0, 1), await AfterAsync(TimeSpan.FromDays(6)));
        Assert.Equal((1, 1), await AfterAsync(TimeSpan.FromDays(2)));
        Assert.Equal((0, 1), await AfterAsync(TimeSpan.FromDays(20)));
        Assert.Equal((0, 0), await AfterAsync(TimeSpan.FromDays(3)));

        // How many delivered ones a purge takes, and how many dead ones are left.
        async Task<(int Done, int Dead)> AfterAsync(TimeSpan time)
        {
            world.Clock.Advance(time);
            var before = await RowsAsync();
            var deadBefore = await world.App.Get<OutboxDeliveries>().CountDeadAsync(target.Id, NotificationWorld.Cancel);
            await world.App.Get<OldNotifications>().PurgeAsync(NotificationWorld.Cancel);
            var dead = await world.App.Get<OutboxDeliveries>().CountDeadAsync(target.Id, NotificationWorld.Cancel);
            return (before - await RowsAsync() - (deadBefore - dead), dead);
        }

        async Task<int> RowsAsync() => await world.App.Get<Azure.Data.Tables.TableServiceClient>().GetTableClient(OutboxTable.Name)
            .QueryAsync<Azure.Data.Tables.TableEntity>(row => row.PartitionKey == target.Id, cancellationToken: NotificationWorld.Cancel).CountAsync(NotificationWorld.Cancel);
    }
}
