using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Members;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;
using static Seatkeeper.Functions.Tests.Changing.ChangeWorld;

namespace Seatkeeper.Functions.Tests.Watchdog;

/// <summary>A change whose instance is gone in the middle.</summary>
public sealed class AbandonedChangesTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task Its_items_end_as_unknown_where_something_may_have_been_sent_and_as_not_begun_where_nothing_was()
    {
        var hub = await world.HubOfAsync(20);

        var (task, items) = await StopWithinAsync(hub, async () => (await hub.StartRemovalAsync(Email(1), Email(2))).Id);

        Assert.Equal((AutomatedTaskStatus.Failed, 2, 0, 1), (task.Status, task.ItemsTotal, task.ItemsDone, task.ItemsFailed));
        Assert.Equal((TaskItemStatus.Failed, FailureKind.EffectUnknown, FailureEffect.Unknown), (items[Email(1)].Status, items[Email(1)].Failure?.Kind, items[Email(1)].Failure?.Effect));
        Assert.Equal((TaskItemStatus.Cancelled, FailureKind.Cancelled), (items[Email(2)].Status, items[Email(2)].Failure?.Kind));
        var undo = (await hub.Owner.Caller.PostAsync($"tasks/{task.Id}/undo", new { })).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");
        Assert.Contains("Nobody knows whether", undo.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_that_was_being_sent_again_seems_under_way_no_more()
    {
        var hub = await world.HubOfAsync(3);
        await hub.AddAsync("late@example.com");
        var member = await hub.IdAsync("late@example.com", Presence.Pending);

        await StopWithinAsync(hub, async () =>
            (await hub.Owner.Caller.PostAsync($"hubs/{hub.Id}/members/{member}/invitation/resend", new { })).Expect(HttpStatusCode.Accepted).As<TaskResponse>().Id);

        Assert.Equal(MemberStage.InviteFailed, (await hub.MemberAsync("late@example.com", Presence.Pending)).Stage);
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.CheckAsync()).Status);
        Assert.Equal(MemberStage.PendingInvite, (await hub.MemberAsync("late@example.com", Presence.Pending)).Stage);
    }

    // It is stopped between the effect of the first and its record.
    private async Task<(AutomatedTask Task, IReadOnlyDictionary<string, TaskItem> Items)> StopWithinAsync(TestHub hub, Func<Task<string>> start)
    {
        var (sent, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Site.Changes.AfterEffect = _ =>
        {
            sent.TrySetResult();
            return goOn.Task;
        };
        var id = await start();
        await sent.Task.WaitAsync(InProcessEngine.Patience, HubWorld.Cancel);

        var outcome = new TaskOutcome(id, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.Unexpected, Detail: "Its instance is gone."));
        await world.App.Get<AbandonedTasks>().StopAsync(await hub.TaskAsync(id), outcome, world.Engine.Client, HubWorld.Cancel);
        var ended = (await hub.EndOfAsync(id), await hub.ItemsAsync(id));
        hub.Site.Changes.AfterEffect = _ => Task.CompletedTask;
        goOn.SetResult();
        return ended;
    }
}
