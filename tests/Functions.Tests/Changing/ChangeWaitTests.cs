using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Testing;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Changing;

/// <summary>What a change does after it waited for a person, and what it leaves where nobody came.</summary>
public sealed class ChangeWaitTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly Failure challenge = new(FailureKind.ChallengeRequired, FailurePhase.Login);

    [Fact]
    public async Task Whoever_a_rule_protects_by_the_time_of_the_answer_is_left_alone()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true));
        var started = await hub.StartRemovalAsync(Email(1), Email(2), Email(3));
        await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        await ChangeRefusalTests.ExemptAsync(hub, await hub.IdAsync(Email(3)));

        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await hub.EndOfAsync(started.Id)).Status);
        Assert.Equal([Email(1), Email(2)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.Equal(FailureKind.ProtectedMember, (await hub.ItemsAsync(started.Id))[Email(3)].Failure?.Kind);
    }

    [Fact]
    public async Task A_hub_is_waited_for_no_more_once_its_question_was_answered_and_nothing_was_left_to_do()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: challenge, Stops: true));
        var started = await hub.StartRemovalAsync(Email(1));
        await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        await ChangeRefusalTests.ExemptAsync(hub, await hub.IdAsync(Email(1)));
        Assert.Equal(AttentionReason.WaitingForPerson, (await hub.RowAsync()).Trouble?.Reason);

        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        var task = await hub.EndOfAsync(started.Id);
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.ProtectedMember), (task.Status, task.Failure?.Kind));
        var row = await hub.RowAsync();
        Assert.Equal((HubState.Connected, null), (row.State, row.Trouble));
    }

    [Fact]
    public async Task Whoever_is_matched_to_another_person_by_the_time_of_the_answer_is_not_the_one_who_was_planned()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: challenge, Stops: true));
        var started = await hub.StartRemovalAsync(Email(1), Email(2), Email(3));
        await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        var match = new MatchMemberRequest(hub.Owner.Person.Id, "Owner");
        var matching = (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{await hub.IdAsync(Email(3))}/match", match)).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(matching.Id)).Status);

        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.CompletedWithErrors, (await hub.EndOfAsync(started.Id)).Status);
        Assert.Equal([Email(1), Email(2)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.Equal(FailureKind.ConcurrentChange, (await hub.ItemsAsync(started.Id))[Email(3)].Failure?.Kind);
        Assert.True((await hub.MemberAsync(Email(3))).IsPresent);
    }

    [Fact]
    public async Task What_the_site_wants_before_the_last_read_is_asked_for_and_then_the_list_decides()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.FailNextRead(FailureKind.ChallengeRequired);
        var started = await hub.StartRemovalAsync(Email(1), Email(2));
        var waiting = await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal((AutomatedTaskStatus.WaitingForInput, FailureKind.ChallengeRequired), (waiting.Status, waiting.Failure?.Kind));

        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal((AutomatedTaskStatus.Completed, 2), ((await hub.EndOfAsync(started.Id)).Status, hub.Site.Changes.Sent.Count));
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
    }

    [Fact]
    public async Task Why_the_list_could_not_be_read_at_the_end_is_told_and_shown_on_the_hub()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.FailNextRead(FailureKind.InsufficientRole);

        var failed = await hub.RemoveAsync(Email(1));

        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.EffectUnknown), (failed.Status, failed.Failure?.Kind));
        Assert.Contains("could not be read again", failed.Failure?.Detail, StringComparison.Ordinal);
        Assert.Equal(HubState.NeedsAttention, (await hub.RowAsync()).State);
    }

    [Fact]
    public async Task Whoever_cancels_after_the_last_click_is_told_that_the_task_was_stopped_and_what_was_done()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.AfterEffect = async _ => (await hub.Owner.Caller.PostAsync($"tasks/{(await hub.RowAsync()).ActiveTaskId}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        var task = await hub.RemoveAsync(Email(1));

        Assert.Equal((AutomatedTaskStatus.Cancelled, 1), (task.Status, task.ItemsDone));
        Assert.Equal(TaskItemStatus.Completed, (await hub.ItemsAsync(task.Id))[Email(1)].Status);
        Assert.Equal(MemberStage.Removed, (await hub.MemberAsync(Email(1))).Stage);
    }

    [Fact]
    public async Task Losses_count_from_when_they_happen_and_not_from_when_they_were_planned()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(1), new Mishap(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true));
        var started = await hub.StartRemovalAsync(Email(1));
        await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        var ledger = world.App.Get<GuardLedgerTable>();
        var planned = Assert.Single((await ledger.ReadAsync(hub.Id, HubWorld.Cancel)).Entries);

        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(started.Id)).Status);
        var counted = Assert.Single((await ledger.ReadAsync(hub.Id, HubWorld.Cancel)).Entries);
        Assert.Equal((planned.PlanId, 1), (counted.PlanId, counted.Losses));
        Assert.True(counted.At > planned.At);
    }

    [Fact]
    public async Task A_change_that_is_stopped_while_it_waits_asks_nobody_any_more_when_it_reads_the_list()
    {
        var (hub, waiting) = await ChallengedAsync(at: 2);
        Assert.NotNull(waiting.Deadline);
        AutomatedTask? seen = null;
        hub.Site.BeforeNextRead(async (_, _) => seen = await hub.TaskAsync(waiting.Id));

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal((AutomatedTaskStatus.Cancelled, 1), ((await hub.EndOfAsync(waiting.Id)).Status, (await hub.TaskAsync(waiting.Id)).ItemsDone));
        Assert.Equal((AutomatedTaskStatus.InProgress, null), (seen?.Status, seen?.Deadline));
    }

    [Fact]
    public async Task A_change_that_touched_nothing_and_asks_no_more_leaves_no_hub_that_waits_for_a_person()
    {
        var (hub, waiting) = await ChallengedAsync(at: 1);
        Assert.Equal((HubState.NeedsAttention, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).ActiveTaskId));

        (await hub.Owner.Caller.PostAsync($"tasks/{waiting.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(waiting.Id)).Status);
        Assert.Equal((HubState.Connected, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble));
    }

    [Fact]
    public async Task A_change_that_the_watchdog_ends_while_it_waits_leaves_no_hub_that_waits_for_a_person()
    {
        var (hub, waiting) = await ChallengedAsync(at: 1);

        await world.App.Get<Functions.Watchdog.AbandonedTasks>().CloseAsync(
            waiting, new TaskOutcome(waiting.Id, waiting.ExecutionId ?? "", AutomatedTaskStatus.Failed, challenge), HubWorld.Cancel);

        Assert.Equal((HubState.Connected, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).Trouble));
    }

    private async Task<(TestHub Hub, AutomatedTask Waiting)> ChallengedAsync(int at)
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(at), new Mishap(Before: challenge, Stops: true));
        var started = await hub.StartRemovalAsync([.. Enumerable.Range(1, at).Select(Email)]);
        var waiting = await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal(AutomatedTaskStatus.WaitingForInput, waiting.Status);
        return (hub, waiting);
    }
}
