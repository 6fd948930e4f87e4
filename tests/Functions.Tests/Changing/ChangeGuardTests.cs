using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Access;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>Many removals at once: nothing is sent before a person who saw the list says so, and every loss is counted once.</summary>
public sealed class ChangeGuardTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_large_removal_waits_with_the_list_of_who_would_go_and_goes_on_after_approval()
    {
        var (hub, waiting) = await TripAsync();

        var asked = (await hub.Owner.Caller.GetAsync($"tasks/{waiting.Id}")).As<TaskResponse>();
        Assert.Equal((10, 10), (asked.Approval?.WouldGoTotal, asked.Approval?.WouldGo.Count));
        Assert.Empty(hub.Site.Changes.Batches);
        Assert.Equal((null, null, HubState.Connected), ((await hub.RowAsync()).ActiveTaskId, (await hub.RowAsync()).WaitingTaskId, (await hub.RowAsync()).State));

        await ApproveAsync(hub, waiting);

        Assert.Equal((AutomatedTaskStatus.Completed, 10), ((await hub.EndOfAsync(waiting.Id)).Status, hub.Site.Changes.Sent.Count));
        Assert.Equal(10, Assert.Single((await LedgerAsync(hub)).Entries).Losses);
    }

    [Fact]
    public async Task An_approval_names_the_plan_and_a_stale_one_is_refused()
    {
        var (hub, waiting) = await TripAsync();

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/approve", new ApproveRequest("0123456789abcdef"))).ExpectProblem(HttpStatusCode.Conflict, "planChanged");

        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Fact]
    public async Task When_others_would_go_after_the_approval_it_is_asked_again()
    {
        var (hub, waiting) = await TripAsync();
        await ChangeRefusalTests.ExemptAsync(hub, await hub.IdAsync(Email(3)));

        await ApproveAsync(hub, waiting);
        var again = await hub.UntilAsync(waiting.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval && task.PlanDigest != waiting.PlanDigest);
        Assert.Empty(hub.Site.Changes.Batches);

        await ApproveAsync(hub, again);
        var ended = await hub.EndOfAsync(waiting.Id);
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 9, 1), (ended.Status, ended.ItemsDone, ended.ItemsFailed));
        Assert.DoesNotContain(hub.Site.Changes.Sent, change => change.Email == Email(3));
    }

    [Fact]
    public async Task Whose_seat_is_somebodys_by_the_time_of_the_approval_is_asked_about_again()
    {
        var (hub, waiting) = await TripAsync();
        var bob = await world.PersonAsync(WorkspaceRole.User);
        await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(Email(3))}/match", new MatchMemberRequest(bob.Person.Id, "Collaborator"))).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        await ApproveAsync(hub, waiting);
        await hub.UntilAsync(waiting.Id, task => task.Status == AutomatedTaskStatus.WaitingForApproval && task.PlanDigest != waiting.PlanDigest);

        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Fact]
    public async Task A_rejected_removal_sends_nothing()
    {
        var (hub, waiting) = await TripAsync();

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/reject", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Empty(hub.Site.Changes.Batches);
        Assert.All(await hub.MembersAsync(), member => Assert.Equal((true, MemberStage.None), (member.IsPresent, member.Stage)));
        Assert.All((await hub.ItemsAsync(waiting.Id)).Values, item => Assert.Equal(TaskItemStatus.Cancelled, item.Status));
        Assert.Empty((await LedgerAsync(hub)).Entries);
    }

    [Fact]
    public async Task A_check_runs_while_a_removal_waits_and_does_not_take_its_place()
    {
        var (hub, waiting) = await TripAsync();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);

        await ApproveAsync(hub, waiting);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(waiting.Id)).Status);
    }

    [Fact]
    public async Task Removals_in_slices_are_counted_together_and_each_once()
    {
        var hub = await world.HubOfAsync(20);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveAsync([.. Enumerable.Range(0, 4).Select(Email)])).Status);
        Assert.Equal(4, (await LedgerAsync(hub)).Entries.Sum(entry => entry.Losses));
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveAsync(Email(4))).Status);

        var next = await hub.StartRemovalAsync(Email(5));

        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, (await hub.UntilAsync(next.Id, task => task.IsWaiting || task.IsEnded)).Status);
        Assert.Equal(5, (await LedgerAsync(hub)).Entries.Sum(entry => entry.Losses));
    }

    [Fact]
    public async Task Who_was_not_taken_away_is_counted_no_more()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(0), new Mishap(Before: new Failure(FailureKind.SafetyStop)));
        var failed = await hub.RemoveAsync([.. Enumerable.Range(0, 5).Select(Email)]);
        Assert.Equal((AutomatedTaskStatus.Failed, 0), (failed.Status, (await LedgerAsync(hub)).Entries.Count));

        var retry = (await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(retry.Id)).Status);
        Assert.Equal(5, Assert.Single((await LedgerAsync(hub)).Entries).Losses);
    }

    [Fact]
    public async Task Invitations_that_are_taken_back_are_losses_like_any_other()
    {
        var hub = await world.HubOfAsync(4, [.. Enumerable.Range(0, 8).Select(number => ScriptedSite.Person($"late{number}@example.com", presence: Presence.Pending))]);

        var started = await hub.StartRemovalAsync([.. Enumerable.Range(0, 8).Select(number => $"late{number}@example.com")]);
        var waiting = await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);

        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, waiting.Status);
        Assert.Equal(8, (await hub.Owner.Caller.GetAsync($"tasks/{waiting.Id}")).As<TaskResponse>().Approval?.WouldGoTotal);
        await ApproveAsync(hub, waiting);
        Assert.Equal((AutomatedTaskStatus.Completed, 8), ((await hub.EndOfAsync(waiting.Id)).Status, hub.Site.Changes.Sent.Count));
        Assert.Equal(8, Assert.Single((await LedgerAsync(hub)).Entries).Losses);
    }

    [Fact]
    public async Task When_others_vanish_meanwhile_only_the_removal_is_recorded_and_the_next_check_asks_about_them()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.AfterEffect = _ =>
        {
            hub.Site.People = [.. hub.Site.People.Skip(10)];
            return Task.CompletedTask;
        };

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveAsync(Email(1))).Status);

        var gone = Assert.Single(await hub.MembersAsync(), member => !member.IsPresent);
        Assert.Equal((Email(1), MemberStage.Removed), (gone.Facts.Email, gone.Stage));
        var check = await hub.CheckUntilWaitingAsync();
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, FailureKind.GuardTripped), (check.Status, check.Failure?.Kind));
    }

    [Fact]
    public async Task Who_vanished_before_the_removal_came_to_them_is_marked_gone_by_no_part_of_a_plan()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.BeforeEach = _ =>
        {
            hub.Site.People = [.. hub.Site.People.Skip(10)];
            return Task.CompletedTask;
        };

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveAsync(Email(1))).Status);

        Assert.Empty(hub.Site.Changes.Sent);
        Assert.All(await hub.MembersAsync(), member => Assert.True(member.IsPresent));
        Assert.Empty((await LedgerAsync(hub)).Entries);
        var check = await hub.CheckUntilWaitingAsync();
        Assert.Equal((AutomatedTaskStatus.WaitingForApproval, FailureKind.GuardTripped), (check.Status, check.Failure?.Kind));
    }

    private async Task<(TestHub Hub, AutomatedTask Waiting)> TripAsync()
    {
        var hub = await world.HubOfAsync(20);
        var waiting = await hub.UntilAsync((await hub.StartRemovalAsync([.. Enumerable.Range(0, 10).Select(Email)])).Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForApproval, waiting.Status);
        return (hub, waiting);
    }

    private Task<Domain.Guards.GuardHistory> LedgerAsync(TestHub hub) => world.App.Get<GuardLedgerTable>().ReadAsync(hub.Id, HubWorld.Cancel);

    private static async Task ApproveAsync(TestHub hub, AutomatedTask waiting) =>
        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/approve", new ApproveRequest(waiting.PlanDigest))).Expect(HttpStatusCode.Accepted);
}
