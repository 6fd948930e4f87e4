using Grpc.Core;
using Microsoft.DurableTask.Client;
using Moq;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Tasks;

public sealed class DecisionWaitTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private async Task<string> WaitingAsync()
    {
        var id = NewId("wait");
        await world.Starter.StartAsync(New(id, Asks), world.Client, Cancel);
        await world.UntilAsync(id, row => row.Status == AutomatedTaskStatus.WaitingForApproval);
        return id;
    }

    private static RecordedDecision Decided(DecisionKind kind) => new(kind, "p", "Pat", DateTimeOffset.UnixEpoch, "digest");

    [Fact]
    public async Task An_event_alone_decides_nothing()
    {
        var id = await WaitingAsync();

        for (var n = 0; n < 3; n++)
            await world.Client.RaiseEventAsync(id, TaskEvents.Wake, new { Kind = "Approved", PlanDigest = "digest" }, Cancel);
        // The row is cancelled last: that it ends as cancelled shows that the events before approved nothing.
        await world.Tasks.ChangeAsync(id, row => TaskChanges.Cancel(row, Decided(DecisionKind.Cancelled)), Cancel);
        await world.Client.RaiseEventAsync(id, TaskEvents.Wake, null, Cancel);

        await world.Engine.EndOfAsync(id);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await world.RowAsync(id)).Status);
    }

    [Fact]
    public async Task A_decision_that_was_recorded_before_the_wait_begins_is_not_lost()
    {
        var id = NewId("early");
        await world.Tasks.InsertAsync(New(id, Asks), Cancel);
        await world.Tasks.ChangeAsync(id, row => TaskChanges.Cancel(row, Decided(DecisionKind.Cancelled)), Cancel);
        await world.Starter.StartAsync(New(id, Asks), world.Client, Cancel);

        await world.Engine.EndOfAsync(id);
        Assert.Equal(AutomatedTaskStatus.Cancelled, (await world.RowAsync(id)).Status);
    }

    [Fact]
    public async Task An_approval_wakes_the_task_and_is_read_from_its_row()
    {
        var id = await WaitingAsync();
        await world.Tasks.ChangeAsync(id, row => TaskChanges.Decide(row, Decided(DecisionKind.Approved)), Cancel);

        await world.App.Get<TaskWaker>().WakeAsync(id, world.Client, Cancel);

        await world.Engine.EndOfAsync(id);
        Assert.Equal(AutomatedTaskStatus.Completed, (await world.RowAsync(id)).Status);
    }

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.Unavailable)]
    public async Task Waking_what_has_ended_or_never_was_or_cannot_be_reached_is_no_failure(StatusCode answer)
    {
        var client = new Mock<DurableTaskClient>("test");
        client.Setup(c => c.RaiseEventAsync("gone", TaskEvents.Wake, null, It.IsAny<CancellationToken>())).ThrowsAsync(new RpcException(new Status(answer, "no")));

        await world.App.Get<TaskWaker>().WakeAsync("gone", client.Object, Cancel);

        client.VerifyAll();
    }
}
