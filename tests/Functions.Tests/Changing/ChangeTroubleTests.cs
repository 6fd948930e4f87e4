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

/// <summary>What stops a change, what does not, and what is done again.</summary>
public sealed class ChangeTroubleTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Theory]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.SiteUnavailable, Explicit = true)]
    [InlineData(FailureKind.SessionExpired)]
    [InlineData(FailureKind.BrowserFailure, Explicit = true)]
    public async Task Trouble_that_passes_stops_the_batch_and_the_rest_is_done_later(FailureKind kind)
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(kind, FailurePhase.Navigate), Stops: true));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Completed, 3), (task.Status, task.ItemsDone));
        Assert.Equal([Email(1), Email(2), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.Equal([1, 2, 2], hub.Site.Changes.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Where_the_effect_is_unknown_nothing_is_sent_twice_and_the_others_go_on()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(After: new Failure(FailureKind.BrowserFailure, FailurePhase.Submit, FailureEffect.Unknown), Lies: true, Stops: true));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 2, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal([Email(1), Email(2), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
    }

    [Theory]
    [InlineData(FailureKind.SafetyStop)]
    [InlineData(FailureKind.EffectDiverged, Explicit = true)]
    [InlineData(FailureKind.InvalidCredentials)]
    public async Task Trouble_that_concerns_more_than_one_person_leaves_the_others_alone(FailureKind kind)
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(kind), Stops: true));

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        Assert.Equal((AutomatedTaskStatus.Failed, kind, 1, 1), (task.Status, task.Failure?.Kind, task.ItemsDone, task.ItemsFailed));
        var items = await hub.ItemsAsync(task.Id);
        Assert.Equal((TaskItemStatus.Completed, TaskItemStatus.Failed, TaskItemStatus.Cancelled), (items[Email(1)].Status, items[Email(2)].Status, items[Email(3)].Status));
        Assert.Equal((Presence.Gone, MemberStage.Removed), ((await hub.MemberAsync(Email(1))).Presence, (await hub.MemberAsync(Email(1))).Stage));
        Assert.Equal((HubState.NeedsAttention, null), ((await hub.RowAsync()).State, (await hub.RowAsync()).ActiveTaskId));
    }

    [Fact]
    public async Task A_retry_is_a_new_task_for_those_who_did_not_succeed()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.SafetyStop), Stops: true));
        var failed = await hub.RemoveAsync(Email(1), Email(2), Email(3));

        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal((failed.Id, AutomatedTaskStatus.Completed, 2, 2), (retry.RetryOf, retry.Status, retry.ItemsTotal, retry.ItemsDone));
        Assert.Equal([Email(1), Email(2), Email(3)], hub.Site.Changes.Sent.Select(change => change.Email));
    }

    [Fact]
    public async Task What_the_list_could_not_be_read_for_is_unknown_and_a_retry_finds_it_done_by_us()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.FailNextRead(FailureKind.ReadImplausible);
        var failed = await hub.RemoveAsync(Email(1));
        Assert.Equal((AutomatedTaskStatus.Failed, FailureKind.EffectUnknown), (failed.Status, failed.Failure?.Kind));
        Assert.Equal((Presence.Confirmed, MemberStage.Deprovisioning), ((await hub.MemberAsync(Email(1))).Presence, (await hub.MemberAsync(Email(1))).Stage));

        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal(AutomatedTaskStatus.Completed, retry.Status);
        Assert.Equal("Done by us before.", (await hub.ItemsAsync(retry.Id))[Email(1)].Result);
        Assert.Single(hub.Site.Changes.Sent);
        Assert.Equal((Presence.Gone, MemberStage.Removed), ((await hub.MemberAsync(Email(1))).Presence, (await hub.MemberAsync(Email(1))).Stage));
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved");
    }

    [Fact]
    public async Task An_invitation_whose_sending_is_unknown_is_sent_again_when_a_person_asks_again()
    {
        var hub = await world.HubOfAsync(2, ScriptedSite.Person("late@example.com", presence: Presence.Pending));
        hub.Site.Changes.Next("late@example.com", new Mishap(After: new Failure(FailureKind.EffectUnknown, FailurePhase.Submit, FailureEffect.Unknown)));
        var member = await hub.IdAsync("late@example.com", Presence.Pending);
        var failed = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{member}/invitation/resend", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);
        Assert.Equal(FailureKind.EffectUnknown, failed.Failure?.Kind);

        var retry = await hub.EndOfAsync((await hub.Owner.Caller.PostAsync($"tasks/{failed.Id}/retry", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal(AutomatedTaskStatus.Completed, retry.Status);
        Assert.Equal([false, false], hub.Site.Changes.Batches.Select(batch => Assert.Single(batch).WasIntended));
    }

    [Fact]
    public async Task A_step_that_died_between_effect_and_record_finds_what_it_had_done()
    {
        var hub = await world.HubOfAsync(20);
        var deaths = 0;
        hub.Site.Changes.AfterEffect = _ => Interlocked.Increment(ref deaths) == 1 ? throw new TransientException("The process died.") : Task.CompletedTask;

        var task = await hub.RemoveAsync(Email(1));

        Assert.Equal(AutomatedTaskStatus.Completed, task.Status);
        Assert.Equal("Done by us before.", (await hub.ItemsAsync(task.Id))[Email(1)].Result);
        Assert.Single(hub.Site.Changes.Sent);
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved");
    }

    [Fact]
    public async Task A_stop_is_heeded_between_two_people_and_what_was_done_is_recorded()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.BeforeEach = async change =>
        {
            if (change.Email == Email(3))
            {
                var running = (await hub.RowAsync()).ActiveTaskId;
                (await hub.Owner.Caller.PostAsync($"tasks/{running}/cancel", new { })).Expect(HttpStatusCode.Accepted);
            }
        };

        var task = await hub.RemoveAsync(Email(1), Email(2), Email(3), Email(4));

        Assert.Equal((AutomatedTaskStatus.Cancelled, 2, 0), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Equal([Email(1), Email(2)], hub.Site.Changes.Sent.Select(change => change.Email));
        Assert.Equal([Email(1), Email(2)], (await hub.MembersAsync()).Where(member => member.Stage == MemberStage.Removed).Select(member => member.Facts.Email).Order(StringComparer.Ordinal));
        Assert.Equal(TaskItemStatus.Cancelled, (await hub.ItemsAsync(task.Id))[Email(4)].Status);
    }

    [Fact]
    public async Task A_challenge_waits_for_a_person_and_then_the_rest_is_done()
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Before: new Failure(FailureKind.ChallengeRequired, FailurePhase.Login), Stops: true));

        var started = await hub.StartRemovalAsync(Email(1), Email(2), Email(3));
        var waiting = await hub.UntilAsync(started.Id, task => task.IsWaiting || task.IsEnded);
        Assert.Equal((AutomatedTaskStatus.WaitingForInput, null), (waiting.Status, (await hub.RowAsync()).ActiveTaskId));
        Assert.InRange((await hub.Owner.Caller.GetAsync($"tasks/{started.Id}")).As<TaskResponse>().Deadline ?? default, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(2));

        (await hub.Owner.Caller.PostAsync($"tasks/{started.Id}/answer", new { })).Expect(HttpStatusCode.Accepted);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(started.Id)).Status);
        Assert.Equal(3, hub.Site.Changes.Sent.Count);
        Assert.Equal(HubState.Connected, (await hub.RowAsync()).State);
    }

    [Fact]
    public async Task A_change_waits_for_a_check_that_is_at_work()
    {
        var hub = await world.HubOfAsync(20);
        var (reads, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Site.BeforeNextRead(async (_, _) =>
        {
            reads.SetResult();
            await goOn.Task.WaitAsync(TimeSpan.FromMinutes(1), HubWorld.Cancel);
        });
        var check = await hub.StartCheckAsync();
        await reads.Task.WaitAsync(TimeSpan.FromMinutes(1), HubWorld.Cancel);

        var change = await hub.StartRoleAsync(Email(1), "Admin");
        await hub.UntilAsync(change.Id, task => task.Progress == "Waits for another task of the hub");
        Assert.Empty(hub.Site.Changes.Batches);
        goOn.SetResult();

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(check.Id)).Status);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(change.Id)).Status);
    }

    [Fact]
    public async Task A_change_that_waits_for_its_turn_can_be_stopped()
    {
        var hub = await world.HubOfAsync(20);
        var (reads, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Site.BeforeNextRead(async (_, _) =>
        {
            reads.SetResult();
            await goOn.Task.WaitAsync(TimeSpan.FromMinutes(1), HubWorld.Cancel);
        });
        var check = await hub.StartCheckAsync();
        await reads.Task.WaitAsync(TimeSpan.FromMinutes(1), HubWorld.Cancel);
        var change = await hub.StartRemovalAsync(Email(1));
        await hub.UntilAsync(change.Id, task => task.Progress == "Waits for another task of the hub");

        (await hub.Owner.Caller.PostAsync($"tasks/{change.Id}/cancel", new { })).Expect(HttpStatusCode.Accepted);

        Assert.Equal(AutomatedTaskStatus.Cancelled, (await hub.EndOfAsync(change.Id)).Status);
        Assert.Equal(TaskItemStatus.Cancelled, Assert.Single((await hub.ItemsAsync(change.Id)).Values).Status);
        Assert.Equal(check.Id, (await hub.RowAsync()).ActiveTaskId);
        goOn.SetResult();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(check.Id)).Status);
        Assert.Empty(hub.Site.Changes.Batches);
    }

    [Fact]
    public async Task An_abandoned_change_frees_its_hub_and_counts_as_no_failed_check()
    {
        var hub = await world.HubOfAsync(3);
        var task = (await world.Tasks.InsertAsync(
            new NewTask($"{hub.Id}-remove-lost", AutomatedTaskType.RemoveMembers, TaskTrigger.Api, hub.Id, Functions.DailyCheck.StartDailyCheck.Seatkeeper, "None"), HubWorld.Cancel)).Task;
        await world.Hubs.ChangeAsync(hub.Id, row => row with { ActiveTaskId = task.Id }, HubWorld.Cancel);

        await world.App.Get<Functions.Watchdog.AbandonedTasks>().CloseAsync(
            task, new TaskOutcome(task.Id, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.Unexpected)), HubWorld.Cancel);

        Assert.Equal((null, 0, HubState.Connected), ((await hub.RowAsync()).ActiveTaskId, (await hub.RowAsync()).FailedChecks, (await hub.RowAsync()).State));
        Assert.Equal(AutomatedTaskStatus.Failed, (await hub.TaskAsync(task.Id)).Status);
    }

    [Fact]
    public async Task No_check_begins_in_the_middle_of_a_change()
    {
        var hub = await world.HubOfAsync(20);
        ApiAnswer? answer = null;
        hub.Site.Changes.BeforeEach = async _ => answer = await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/updates", new { });

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.UpdateRoleAsync(Email(1), "Admin")).Status);

        answer?.ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
    }

    [Fact]
    public async Task Two_changes_at_once_come_one_after_the_other()
    {
        var hub = await world.HubOfAsync(20);

        var started = await Task.WhenAll(hub.StartRoleAsync(Email(1), "Admin"), hub.StartRoleAsync(Email(2), "Guest"), hub.StartRemovalAsync(Email(3)));

        foreach (var task in started)
            Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(task.Id)).Status);
        Assert.Equal((AppRole.Admin, AppRole.Guest), ((await hub.MemberAsync(Email(1))).Facts.Role, (await hub.MemberAsync(Email(2))).Facts.Role));
    }

    [Theory]
    [InlineData("memberRemoved")]
    [InlineData("DeprovisioningFailed")]
    public async Task A_crash_while_it_finishes_tells_everything_once(string text)
    {
        var hub = await world.HubOfAsync(20);
        hub.Site.Changes.Next(Email(2), new Mishap(Lies: true));
        world.Faults.Break(text, 1);

        var task = await hub.RemoveAsync(Email(1), Email(2));

        Assert.True(world.Faults.Happened);
        Assert.Equal((AutomatedTaskStatus.CompletedWithErrors, 1, 1), (task.Status, task.ItemsDone, task.ItemsFailed));
        Assert.Single(await hub.ActivityAsync(), entry => entry.Entry.Event == "memberRemoved");
        Assert.Equal((MemberStage.Removed, MemberStage.DeprovisioningFailed), ((await hub.MemberAsync(Email(1))).Stage, (await hub.MemberAsync(Email(2))).Stage));
    }
}
