using System.Net;
using Microsoft.Extensions.Options;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Syncing;

/// <summary>Mass disappearance: nothing is applied until a person who saw the list says so, and only for that list.</summary>
public sealed class GuardTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Mass_disappearance_waits_with_the_list_of_who_would_go_and_applies_after_approval()
    {
        var (hub, waiting) = await TripAsync();
        var before = await hub.MembersAsync();

        var asked = (await hub.Owner.Caller.GetAsync($"tasks/{waiting.Id}")).As<TaskResponse>();
        Assert.Equal((10, 10), (asked.Approval?.WouldGoTotal, asked.Approval?.WouldGo.Count));
        Assert.All(before, member => Assert.True(member.IsPresent));
        Assert.Equal((null, waiting.Id), ((await hub.RowAsync()).ActiveTaskId, (await hub.RowAsync()).WaitingTaskId));

        await ApproveAsync(hub, waiting);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(10, (await hub.MembersAsync()).Count(member => !member.IsPresent));
        Assert.Equal(3, hub.Site.Reads);
        var report = (await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>();
        Assert.Equal(hub.Owner.Person.Name, report.GuardApprovedBy);
        Assert.Equal((HubState.Connected, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).WaitingTaskId));
    }

    [Fact]
    public async Task An_approval_names_the_plan_and_a_stale_one_is_refused()
    {
        var (hub, waiting) = await TripAsync();

        var stale = await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/approve", new ApproveRequest("0123456789abcdef"));

        Assert.Equal((HttpStatusCode.Conflict, "planChanged"), (stale.Status, stale.Kind));
        Assert.All(await hub.MembersAsync(), member => Assert.True(member.IsPresent));
        Assert.Equal(2, hub.Site.Reads);
    }

    [Fact]
    public async Task When_others_would_go_after_the_approval_it_is_asked_again()
    {
        var (hub, waiting) = await TripAsync();
        hub.Site.People = [.. hub.Site.People.Skip(1)];

        await ApproveAsync(hub, waiting);
        var again = await hub.UntilAsync(waiting.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval && task.PlanDigest != waiting.PlanDigest);

        Assert.All(await hub.MembersAsync(), member => Assert.True(member.IsPresent));
        var asked = (await hub.Owner.Caller.GetAsync($"tasks/{again.Id}")).As<TaskResponse>();
        Assert.Equal(11, asked.Approval?.WouldGoTotal);
        await ApproveAsync(hub, again);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(11, (await hub.MembersAsync()).Count(member => !member.IsPresent));
    }

    [Fact]
    public async Task When_they_are_back_after_the_approval_nobody_goes()
    {
        var (hub, waiting) = await TripAsync();
        hub.Site.People = ScriptedSite.Crowd(20);

        await ApproveAsync(hub, waiting);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.All(await hub.MembersAsync(), member => Assert.True(member.IsPresent));
        Assert.Null((await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>().GuardApprovedBy);
    }

    [Fact]
    public async Task An_approval_is_not_handed_on_to_a_plan_that_nobody_had_to_approve()
    {
        var (hub, waiting) = await TripAsync();
        hub.Site.People = [.. ScriptedSite.Crowd(20).Skip(2)];

        await ApproveAsync(hub, waiting);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal(2, (await hub.MembersAsync()).Count(member => !member.IsPresent));
        Assert.Null((await hub.Owner.Caller.GetAsync($"hubs/{hub.Id}/updates/latest")).As<UpdateReportResponse>().GuardApprovedBy);
    }

    [Fact]
    public async Task A_rejected_plan_is_never_applied_and_the_hub_is_free()
    {
        var (hub, waiting) = await TripAsync();

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.All(await hub.MembersAsync(), member => Assert.True(member.IsPresent));
        var row = await hub.RowAsync();
        Assert.Equal((null, null, HubState.Connected), (row.ActiveTaskId, row.WaitingTaskId, row.State));
    }

    [Fact]
    public async Task A_newer_check_takes_the_place_of_one_that_waits()
    {
        var (hub, waiting) = await TripAsync();
        hub.Site.People = [.. hub.Site.People.Skip(1)];

        var newer = await hub.CheckUntilWaitingAsync();

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, newer.Id), (newer.Status, (await hub.RowAsync()).WaitingTaskId));
        hub.Site.People = ScriptedSite.Crowd(20);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(newer.Id)).Status);
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
    }

    [Fact]
    public async Task A_crash_when_a_newer_question_supersedes_the_one_that_waits_forgets_nobody()
    {
        var (hub, waiting) = await TripAsync();
        hub.Site.People = [.. hub.Site.People.Skip(1)];
        world.Faults.BreakWrite("a newer check");

        var newer = await hub.CheckUntilWaitingAsync();

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, newer.Id), (newer.Status, (await hub.RowAsync()).WaitingTaskId));
    }

    [Fact]
    public async Task A_crash_when_a_good_check_supersedes_the_one_that_waits_forgets_nobody()
    {
        var (hub, waiting) = await TripAsync();
        hub.Site.People = ScriptedSite.Crowd(20);
        world.Faults.BreakWrite("a newer check");

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        Assert.True(world.Faults.Happened);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal((null, HubState.Connected), ((await hub.RowAsync()).WaitingTaskId, (await hub.RowAsync()).State));
    }

    [Fact]
    public async Task A_connection_whose_own_check_waits_is_left_alone_by_the_watchdog()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(20) });
        hub.Site.People = ScriptedSite.Crowd(10);
        var reads = new TaskCompletionSource();
        hub.Site.BeforeNextRead((_, _) =>
        {
            reads.SetResult();
            return Task.CompletedTask;
        });
        await world.Hubs.ChangeAsync(hub.Id, row => row with { State = HubState.NeedsAttention }, HubWorld.Cancel);
        var again = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/retry", new RetryHubRequest(null))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        var check = HubTasks.CheckOf(again.Id);
        await reads.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);
        await hub.UntilAsync(check, task => task.IsWaiting);

        var impatient = Options.Create(new WatchdogOptions { LongestSilence = TimeSpan.FromTicks(1) });
        var examination = new Examination(world.Tasks, world.App.Get<TimeProvider>(), impatient);
        Assert.Equal(Treatment.None, (await examination.OfAsync(await hub.TaskAsync(again.Id), world.Engine.Client, HubWorld.Cancel)).Treatment);

        await ApproveAsync(hub, await hub.TaskAsync(check));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(again.Id)).Status);
    }

    [Fact]
    public async Task Losses_that_come_in_slices_are_counted_together()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(20) });
        hub.Site.People = ScriptedSite.Crowd(15);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        hub.Site.People = ScriptedSite.Crowd(13);
        var waiting = await hub.CheckUntilWaitingAsync();

        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, waiting.Status);
        Assert.Equal(5, (await hub.MembersAsync()).Count(member => !member.IsPresent));
    }

    private async Task<(TestHub Hub, AutomatedTask Waiting)> TripAsync()
    {
        var hub = await world.ConnectAsync(new ScriptedSite { People = ScriptedSite.Crowd(20) });
        hub.Site.People = ScriptedSite.Crowd(10);
        var waiting = await hub.CheckUntilWaitingAsync();
        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, waiting.Status);
        return (hub, waiting);
    }

    private static async Task ApproveAsync(TestHub hub, AutomatedTask waiting) =>
        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/approve", new ApproveRequest(waiting.PlanDigest))).Expect(HttpStatusCode.Accepted);
}
