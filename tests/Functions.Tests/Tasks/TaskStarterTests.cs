using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Tasks;

public sealed class TaskStarterTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    [Fact]
    public async Task Starting_ten_times_at_once_runs_once()
    {
        var task = New(NewId("many"), Works);
        var before = world.Claims;

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Starter.StartAsync(task, world.Client, Cancel)));

        var ended = await world.UntilAsync(task.Id, row => row.IsEnded);
        Assert.Equal(AutomatedTaskStatus.Completed, ended.Status);
        await world.Starter.StartAsync(task, world.Client, Cancel);
        await world.Engine.EndOfAsync(task.Id);
        Assert.Equal(before + 1, world.Claims);
    }

    [Fact]
    public async Task Asking_again_schedules_a_task_whose_process_died_before_it_was_scheduled()
    {
        var task = New(NewId("cut"), Works);
        await world.Tasks.InsertAsync(task, Cancel);
        Assert.Null(await world.Client.GetInstanceAsync(task.Id, Cancel));

        await world.Starter.StartAsync(task, world.Client, Cancel);

        Assert.Equal(AutomatedTaskStatus.Completed, (await world.UntilAsync(task.Id, row => row.IsEnded)).Status);
    }

    [Fact]
    public async Task A_second_execution_as_a_host_makes_it_that_replaces_instances_loses_the_claim_and_ends()
    {
        var task = New(NewId("replaced"), Asks);
        await world.Starter.StartAsync(task, world.Client, Cancel);
        var waiting = await world.UntilAsync(task.Id, row => row.Status == AutomatedTaskStatus.WaitingForApproval);

        // Under another instance id, because the engine in process loses an instance now and then when it replaces it.
        var second = NewId("second");
        await world.Client.ScheduleNewOrchestrationInstanceAsync(Asks, new TaskReference(task.Id, null), new StartOrchestrationOptions(second), Cancel);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await world.Engine.EndOfAsync(second)).RuntimeStatus);
        Assert.Equal(waiting, await world.RowAsync(task.Id));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("refused by an older host")]
    public async Task A_host_that_refuses_a_second_start_is_no_failure(string how)
    {
        var task = New(NewId("refused"), Works);
        var client = new Mock<DurableTaskClient>("test");
        client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(how == "refused"
                ? new OrchestrationAlreadyExistsException("An Orchestration instance with the ID already exists.")
                : new RpcException(new Status(StatusCode.Unknown, "An Orchestration instance with the ID x already exists.")));

        var row = await world.Starter.StartAsync(task, client.Object, Cancel);

        Assert.Equal(AutomatedTaskStatus.Pending, row.Status);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_a_failure_and_the_row_stays_for_the_next_try()
    {
        var task = New(NewId("away"), Works);
        var client = new Mock<DurableTaskClient>("test");
        client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RpcException(new Status(StatusCode.Unavailable, "no connection")));

        await Assert.ThrowsAsync<RpcException>(() => world.Starter.StartAsync(task, client.Object, Cancel));

        Assert.Equal(AutomatedTaskStatus.Pending, (await world.RowAsync(task.Id)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("@entity")]
    [InlineData("a#b")]
    public async Task An_id_that_no_engine_takes_is_refused_before_anything_is_written(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => world.Starter.StartAsync(New(id, Works), world.Client, Cancel));
}
