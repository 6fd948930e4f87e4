using System.Net;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tests.Changing;
using Seatkeeper.Functions.Tests.People;
using Seatkeeper.Functions.Tests.Testing;
using Seatkeeper.Functions.Watchdog;

namespace Seatkeeper.Functions.Tests.Removing;

/// <summary>A removal that is cut short anywhere is finished, or the hub is as it was.</summary>
public sealed class RemovalCrashTests(HubWorld world) : IClassFixture<HubWorld>
{
    // In the order of the writes, before and after each: no way back, the account, the reservations, the members, the hub, the activity.
    [Theory]
    [InlineData("write", "finalAt\\u0022:\\u00222", false, Explicit = true)]
    [InlineData("write", "finalAt\\u0022:\\u00222", true)]
    [InlineData("write", "Username", false, Explicit = true)]
    [InlineData("write", "Username", true)]
    [InlineData("transaction", "DELETE", false)]
    [InlineData("transaction", "DELETE", true, Explicit = true)]
    [InlineData("write", "\"State\":\"Removed\"", false, Explicit = true)]
    [InlineData("write", "\"State\":\"Removed\"", true)]
    [InlineData("transaction", "\"Event\":\"hubRemoved\"", false, Explicit = true)]
    [InlineData("transaction", "\"Event\":\"hubRemoved\"", true)]
    public async Task Cut_short_anywhere_it_is_finished_by_the_next_try_and_told_once(string kind, string marker, bool whenDone)
    {
        var hub = await world.HubOfAsync(3);
        var identifier = (await hub.RowAsync()).Identifier;
        if (kind == "write") world.Faults.BreakWrite(marker, 1, whenDone);
        else world.Faults.Break(marker, 1, whenDone);

        var task = await hub.RemoveHubAsync();

        Assert.True(world.Faults.Happened);
        Assert.Equal((AutomatedTaskStatus.Completed, HubState.Removed), (task.Status, (await hub.RowAsync()).State));
        Assert.Empty(await world.Members.LoadAsync(hub.Id, HubWorld.Cancel));
        Assert.Single(await hub.ToldAsync("hubRemoved"));
        var again = (await hub.Owner.Caller.PostAsync("hubs", HubWorld.Wish(hub.AccountId, identifier))).Expect(HttpStatusCode.Accepted).As<TaskResponse>();
        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.EndOfAsync(again.Id)).Status);
    }

    [Fact]
    public async Task A_start_that_was_cut_short_after_the_hub_named_its_task_is_finished_by_the_watchdog()
    {
        var hub = await world.HubOfAsync(2);
        world.Faults.BreakWrite($"\"TaskId\":\"{hub.Id}-removehub-2\"");
        Assert.InRange((int)(await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}")).Status, 500, 599);
        var row = await hub.RowAsync();
        Assert.Equal(HubState.Removing, row.State);
        var taskId = row.Removal?.TaskId ?? "";
        Assert.Null(await world.Tasks.FindAsync(taskId, HubWorld.Cancel));

        await world.App.Get<HubSweep>().RunAsync(DateTimeOffset.UtcNow.AddMinutes(2), world.Engine.Client, HubWorld.Cancel);

        Assert.Equal((AutomatedTaskStatus.Completed, hub.Owner.Person.Id), ((await hub.EndOfAsync(taskId)).Status, (await hub.TaskAsync(taskId)).ActorId));
        Assert.Equal(HubState.Removed, (await hub.RowAsync()).State);
    }

    [Theory]
    [InlineData(false, HubState.Connected)]
    [InlineData(true, HubState.Removing)]
    public async Task One_whose_instance_died_leaves_the_hub_as_it_was_or_where_there_is_no_way_back_to_be_removed_once_more(bool isFinal, HubState left)
    {
        var hub = await world.HubOfAsync(2);
        var (reached, goOn) = hub.HoldRead();
        await hub.StartCheckAsync();
        await reached;
        var removal = await hub.StartRemovingAsync();
        await hub.UntilAsync(removal.Id, task => task.Progress is not null);
        if (isFinal)
            await world.Hubs.ChangeAsync(hub.Id, row => row with { Removal = row.Removal! with { FinalAt = DateTimeOffset.UtcNow } }, HubWorld.Cancel);

        await world.App.Get<AbandonedTasks>().StopAsync(
            await hub.TaskAsync(removal.Id), new Functions.Tasks.TaskOutcome(removal.Id, "", AutomatedTaskStatus.Failed, new Failure(FailureKind.Unexpected)), world.Engine.Client, HubWorld.Cancel);
        goOn();
        Assert.Equal(left, (await hub.RowAsync()).State);
        // What is finished is what was begun.
        if (isFinal)
            (await hub.Owner.Caller.DeleteAsync($"hubs/{hub.Id}?accounts=delete")).ExpectProblem(HttpStatusCode.Conflict, "stageNotAllowed");

        Assert.Equal(AutomatedTaskStatus.Completed, (await hub.RemoveHubAsync()).Status);
        Assert.Equal(HubState.Removed, (await hub.RowAsync()).State);
        Assert.NotEqual(removal.Id, (await hub.RowAsync()).Removal?.TaskId);
    }
}
