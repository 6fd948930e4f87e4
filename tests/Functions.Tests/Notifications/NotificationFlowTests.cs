using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Tests.Testing;

namespace Seatkeeper.Functions.Tests.Notifications;

/// <summary>Real orchestrations, from a check to somebody's server.</summary>
public sealed class NotificationFlowTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_check_that_has_to_ask_is_told_with_the_hubs_need_and_with_how_both_end()
    {
        await using var receiver = await Receiver.StartAsync();
        var site = new ScriptedSite { People = ScriptedSite.Crowd(20) };
        var hub = await world.ConnectAsync(site);
        var target = (await hub.Owner.Caller.PostAsync("notification-targets", new CreateNotificationTargetRequest(receiver.Address, hub.Id))).Expect(HttpStatusCode.Created).As<NotificationTargetResponse>();
        var quiet = await hub.CheckAsync();

        site.People = [.. site.People.Skip(10)];
        var waiting = await hub.CheckUntilWaitingAsync();
        await world.App.Get<NotificationRun>().RunAsync(HubWorld.Cancel);
        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);
        await hub.EndOfAsync(waiting.Id);
        await world.App.Get<NotificationRun>().RunAsync(HubWorld.Cancel);
        await world.App.Get<NotificationRun>().RunAsync(HubWorld.Cancel);

        Assert.All(receiver.Calls, call => Assert.True(call.IsSignedWith(target.Secret ?? "")));
        Assert.Equal(
            [
                $"taskEnded {quiet.Id} Completed", "attentionChanged Entered WaitingForPerson", $"approvalNeeded {waiting.Id} WaitingForApproval",
                "attentionChanged Recovered WaitingForPerson", $"taskEnded {waiting.Id} Cancelled",
            ],
            receiver.Calls.Select(Line));
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.TaskAsync(waiting.Id)).Status);
        Assert.DoesNotContain("person1", string.Join('\n', receiver.Calls.Select(call => call.Text)), StringComparison.Ordinal);
    }

    private static string Line(Received call) => call.Json["task"] is { } task
        ? $"{call.Event} {task["id"]} {task["status"]}"
        : $"{call.Event} {call.Json["attention"]?["change"]} {call.Json["attention"]?["reason"]}";
}
