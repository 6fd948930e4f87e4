using Azure;
using Azure.Data.Tables;
using Seatkeeper.Contracts;
using Seatkeeper.Dev.Azurite;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Guards;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Removing;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Notifications;

/// <summary>What is told is what happened, once, whatever is cut short.</summary>
public sealed class NoticeTests(AzuriteServer azurite)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_between_the_notice_and_the_end_of_a_task_tells_it_once(bool whenDone)
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        var id = await world.WorkingTaskAsync();

        world.Faults.BreakWrite("\"CompletedAt\"", whenDone: whenDone);
        await Assert.ThrowsAsync<RequestFailedException>(() => world.EndAsync(id));
        await world.RoundAsync();
        Assert.Equal(whenDone ? 1 : 0, world.Receiver.Calls.Count);
        await world.EndAsync(id);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 3);

        Assert.True(world.Faults.Happened);
        Assert.Equal(id + ":Completed", $"{Assert.Single(world.Receiver.Calls).Json["id"]}");
    }

    [Fact]
    public async Task Of_a_task_that_ended_otherwise_than_was_about_to_be_told_only_its_end_is_told()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        var (id, lost) = (await world.WorkingTaskAsync(), await world.WorkingTaskAsync());
        foreach (var task in new[] { id, lost })
        {
            world.Faults.BreakWrite("\"CompletedAt\"");
            await Assert.ThrowsAsync<RequestFailedException>(() => world.EndAsync(task));
        }

        var seen = await world.Tasks.FindAsync(id, NotificationWorld.Cancel);
        await world.App.Get<AbandonedTasks>().CloseAsync(seen!, new TaskOutcome(id, "e", AutomatedTaskStatus.Failed, new Failure(FailureKind.DeadlineExceeded)), NotificationWorld.Cancel);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        Assert.Equal(id + ":Failed", $"{Assert.Single(world.Receiver.Calls).Json["id"]}");
        Assert.Equal(1, await NoticesAsync(world));
        await world.RoundsAsync(TimeSpan.FromHours(1), 2);
        Assert.Equal(0, await NoticesAsync(world));
        await world.EndAsync(lost);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 1);
        Assert.Equal(lost + ":Completed", $"{world.Receiver.Calls[^1].Json["id"]}");
        Assert.Equal(2, world.Receiver.Calls.Count);
    }

    [Fact]
    public async Task Each_question_of_a_task_is_told_once_and_what_asked_it_again_after_a_crash_tells_nothing()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        var id = await world.WorkingTaskAsync();
        var deadline = world.Clock.GetUtcNow().AddDays(7);
        var approval = new TaskMark(id, "e", AutomatedTaskStatus.WaitingForApproval, "Waits", new Failure(FailureKind.GuardTripped), "digest", Deadline: deadline);
        var help = new TaskMark(id, "e", AutomatedTaskStatus.WaitingForInput, "Waits", new Failure(FailureKind.ChallengeRequired), Deadline: deadline);

        await MarkAsync(approval);
        await MarkAsync(approval);
        await world.RoundAsync();
        await MarkAsync(new TaskMark(id, "e", AutomatedTaskStatus.InProgress));
        await MarkAsync(help);
        await MarkAsync(new TaskMark(id, "e", AutomatedTaskStatus.InProgress));
        await MarkAsync(approval with { PlanDigest = "another" });
        world.Clock.Advance(TimeSpan.FromMilliseconds(10));
        await world.EndAsync(id, AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled));
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        Assert.Equal(
            [("approvalNeeded", "WaitingForApproval"), ("inputNeeded", "WaitingForInput"), ("approvalNeeded", "WaitingForApproval"), ("taskEnded", "Cancelled")],
            world.Receiver.Calls.Select(call => (call.Event, $"{call.Json["task"]?["status"]}")));
        Assert.Equal(deadline, world.Receiver.Calls[0].Json["task"]?["deadline"]?.GetValue<DateTimeOffset>());
        Assert.Equal("GuardTripped", $"{world.Receiver.Calls[0].Json["task"]?["failure"]?["kind"]}");
        Assert.Equal(4, world.Receiver.Calls.Select(call => call.Delivery).Distinct(StringComparer.Ordinal).Count());

        async Task MarkAsync(TaskMark mark)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(10));
            Assert.True(await world.Tasks.MarkAsync(mark, NotificationWorld.Cancel));
        }
    }

    [Fact]
    public async Task A_hub_that_comes_to_need_a_person_is_told_once_again_where_the_reason_changes_and_once_when_it_is_over()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        using var ann = await world.App.CallerAsync("ann", Domain.Access.WorkspaceRole.User);
        var id = await world.HubAsync("ann");
        await world.TargetAsync(id, by: ann);
        await world.TargetAsync(await world.HubAsync("ann"), by: ann);

        await ChangeAsync(hub => HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.InvalidCredentials, Detail: "for bot@example.com"), world.Clock.GetUtcNow()));
        await ChangeAsync(hub => HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.InvalidCredentials), world.Clock.GetUtcNow()));
        await ChangeAsync(hub => HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.TotpRequired), world.Clock.GetUtcNow()));
        await world.RoundAsync();
        await ChangeAsync(hub => HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.PageContractBroken), world.Clock.GetUtcNow()));
        await ChangeAsync(HubHealth.Recovered);
        await ChangeAsync(HubHealth.Recovered);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        Assert.Equal(
            [("Entered", "ReviewAutomationAccount", "InvalidCredentials"), ("ReasonChanged", "AppLayoutChanged", "PageContractBroken"), ("Recovered", "AppLayoutChanged", "")],
            world.Receiver.Calls.Select(call => call.Json["attention"]!).Select(told => ($"{told["change"]}", $"{told["reason"]}", $"{told["failure"]?["kind"]}")));
        Assert.All(world.Receiver.Calls, call => Assert.Equal((id, "Marketing"), ($"{call.Json["hub"]?["id"]}", $"{call.Json["hub"]?["label"]}")));
        Assert.DoesNotContain("example.com", world.Receiver.Calls[0].Text, StringComparison.Ordinal);

        await ChangeAsync(hub => HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.InvalidCredentials), world.Clock.GetUtcNow()));
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 1);
        Assert.Equal((4, "Entered"), (world.Receiver.Calls.Count, $"{world.Receiver.Calls[^1].Json["attention"]?["change"]}"));

        async Task ChangeAsync(Func<Hub, Hub> change)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await world.Hubs.ChangeAsync(id, change, NotificationWorld.Cancel);
        }
    }

    [Fact]
    public async Task What_changes_while_a_hub_is_being_removed_is_told_once_the_removal_did_not_happen_and_as_the_activity_tells_it()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        var (waiting, failing) = (await world.HubAsync(), await world.HubAsync());
        var asked = new HubTrouble(AttentionReason.WaitingForPerson, FailureKind.GuardTripped, world.Clock.GetUtcNow());

        await ChangeAsync(waiting, hub => HubHealth.Asked(hub, asked));
        foreach (var id in new[] { waiting, failing })
            await ChangeAsync(id, hub => hub with { State = HubState.Removing, Removal = new HubRemoval("removal", "wish", "ann", "Ann", world.Clock.GetUtcNow(), hub.State) });
        await ChangeAsync(waiting, HubHealth.AskedNoMore);
        await ChangeAsync(failing, hub => HubHealth.AfterFailedChange(hub, new Failure(FailureKind.InvalidCredentials), world.Clock.GetUtcNow()));
        await world.RoundAsync();
        Assert.Single(world.Receiver.Calls);
        foreach (var id in new[] { waiting, failing })
            await ChangeAsync(id, hub => HubRemovals.After(hub, "removal"));
        await ChangeAsync(failing, HubHealth.Recovered);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        Assert.Equal([("Entered", "WaitingForPerson"), ("Recovered", "WaitingForPerson")], Told(waiting));
        Assert.Equal([("Entered", "ReviewAutomationAccount"), ("Recovered", "ReviewAutomationAccount")], Told(failing));
        Assert.Equal(asked.Since, world.Receiver.Calls.Last(call => $"{call.Json["hub"]?["id"]}" == waiting).Json["attention"]?["since"]?.GetValue<DateTimeOffset>());
        foreach (var id in new[] { waiting, failing })
            Assert.Equal(Told(id).Count, (await world.Hubs.GetAsync(id, NotificationWorld.Cancel))?.Attention.Count);

        IReadOnlyList<(string Change, string Reason)> Told(string id) =>
            [.. world.Receiver.Calls.Where(call => $"{call.Json["hub"]?["id"]}" == id).Select(call => ($"{call.Json["attention"]?["change"]}", $"{call.Json["attention"]?["reason"]}"))];

        async Task ChangeAsync(string id, Func<Hub, Hub> change)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await world.Hubs.ChangeAsync(id, change, NotificationWorld.Cancel);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_and_what_it_tells_are_stored_together_or_not_at_all(bool whenDone)
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        var id = await world.HubAsync();
        Func<Hub, Hub> trouble = hub => HubHealth.AfterFailedCheck(hub, new Failure(FailureKind.InvalidCredentials), world.Clock.GetUtcNow());

        world.Faults.Break("InvalidCredentials", 1, whenDone);
        await Assert.ThrowsAsync<RequestFailedException>(() => world.Hubs.ChangeAsync(id, trouble, NotificationWorld.Cancel));
        await world.RoundAsync();
        var stored = await world.Hubs.GetAsync(id, NotificationWorld.Cancel);
        Assert.Equal((whenDone, whenDone ? 1 : 0), (stored?.Trouble is not null, world.Receiver.Calls.Count));
        await world.Hubs.ChangeAsync(id, trouble, NotificationWorld.Cancel);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        Assert.Single(world.Receiver.Calls);
        Assert.Equal([id], await world.Hubs.ListAsync(null, NotificationWorld.Cancel).Select(hub => hub.Id).ToListAsync(NotificationWorld.Cancel));
    }

    [Fact]
    public async Task Owners_are_told_that_the_guard_is_to_be_loosened_by_whom_and_from_when()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        using var ann = await world.App.CallerAsync("ann", Domain.Access.WorkspaceRole.User);
        var id = await world.HubAsync("ann");
        await world.TargetAsync(id, events: ["ownersTold"], by: ann);

        (await ann.PatchAsync($"hubs/{id}", new { guard = new { maxPercent = 10 } })).Expect(System.Net.HttpStatusCode.OK);
        (await ann.PatchAsync($"hubs/{id}", new { guard = new { maxPercent = 50 } })).Expect(System.Net.HttpStatusCode.OK);
        (await ann.PatchAsync($"hubs/{id}", new { label = "Other" })).Expect(System.Net.HttpStatusCode.OK);
        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        var told = Assert.Single(world.Receiver.Calls).Json["told"]!;
        Assert.Equal(("guardLooseningAsked", "Person ann"), ($"{told["what"]}", $"{told["byName"]}"));
        Assert.Equal(world.Clock.GetUtcNow().AddMinutes(-2) + GuardPolicy.LooseningDelay, told["inForceFrom"]?.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task What_another_version_wrote_and_nobody_can_read_keeps_nothing_else_from_being_told()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        await world.TargetAsync();
        var table = world.App.Get<TableServiceClient>().GetTableClient(OutboxTable.Name);
        await table.AddEntityAsync(new TableEntity("notice", "0-a") { ["Event"] = "FromTheFuture", ["Message"] = "{}" }, NotificationWorld.Cancel);
        await table.AddEntityAsync(new TableEntity("notice", "0-b") { ["Event"] = "TaskEnded", ["Message"] = "{" }, NotificationWorld.Cancel);
        await world.EndedTaskAsync();

        await world.RoundAsync();

        Assert.Single(world.Receiver.Calls);
        Assert.Contains("Notice 0-a cannot be read", world.App.Log.All, StringComparison.Ordinal);
        Assert.Contains("Notice 0-b cannot be read", world.App.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_added_while_a_round_begins_is_told_of_what_happens_then()
    {
        await using var world = await NotificationWorld.StartAsync(azurite);
        var happened = "";
        world.Faults.WhenAsked = async asked =>
        {
            if (!asked.Contains("/Outbox", StringComparison.Ordinal) || !asked.Contains("PartitionKey eq 'notice'", StringComparison.Ordinal))
                return;
            world.Faults.WhenAsked = null;
            await world.TargetAsync();
            happened = await world.EndedTaskAsync();
        };

        await world.RoundsAsync(TimeSpan.FromMinutes(1), 2);

        Assert.Equal(happened, $"{Assert.Single(world.Receiver.Calls).Json["task"]?["id"]}");
    }

    private static async Task<int> NoticesAsync(NotificationWorld world) =>
        (await world.App.Get<OutboxTable>().ListAsync(100, NotificationWorld.Cancel)).Count;
}
