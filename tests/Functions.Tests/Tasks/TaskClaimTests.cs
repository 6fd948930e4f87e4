using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using static Seatkeeper.Functions.Tests.Tasks.TaskWorld;

namespace Seatkeeper.Functions.Tests.Tasks;

public sealed class TaskClaimTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private async Task<string> InsertAsync()
    {
        var id = NewId("claim");
        await world.Tasks.InsertAsync(New(id, Works), Cancel);
        return id;
    }

    [Fact]
    public async Task Of_ten_executions_that_claim_at_once_one_wins()
    {
        var id = await InsertAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => world.Tasks.ClaimAsync(new TaskClaim(id, $"execution {n}"), Cancel)));

        Assert.Single(answers, won => won);
        Assert.Equal($"execution {Array.IndexOf(answers, true)}", (await world.RowAsync(id)).ExecutionId);
    }

    [Fact]
    public async Task The_execution_that_holds_a_task_may_claim_it_again_because_its_first_answer_may_be_lost()
    {
        var id = await InsertAsync();
        Assert.True(await world.Tasks.ClaimAsync(new TaskClaim(id, "mine"), Cancel));
        var first = await world.RowAsync(id);

        Assert.True(await world.Tasks.ClaimAsync(new TaskClaim(id, "mine"), Cancel));
        Assert.Equal(first, await world.RowAsync(id));
    }

    [Fact]
    public async Task Who_lost_the_claim_can_neither_mark_nor_close_the_task()
    {
        var id = await InsertAsync();
        await world.Tasks.ClaimAsync(new TaskClaim(id, "winner"), Cancel);

        Assert.False(await world.Tasks.MarkAsync(new TaskMark(id, "loser", AutomatedTaskStatus.InProgress, "nonsense"), Cancel));
        Assert.Null(await world.Tasks.CloseAsync(new TaskOutcome(id, "loser", AutomatedTaskStatus.Failed, new Failure(FailureKind.Unexpected)), Cancel));
        await world.Tasks.ReportAsync(id, "loser", "nonsense", Cancel);

        var row = await world.RowAsync(id);
        Assert.Equal((AutomatedTaskStatus.InProgress, null), (row.Status, row.Progress));
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_ended()
    {
        var id = await InsertAsync();
        await world.Tasks.ClaimAsync(new TaskClaim(id, "mine"), Cancel);
        await world.Tasks.CloseAsync(new TaskOutcome(id, "mine", AutomatedTaskStatus.Completed, Items: new TaskCounts(3, 3, 0)), Cancel);
        var ended = await world.RowAsync(id);

        Assert.False(await world.Tasks.ClaimAsync(new TaskClaim(id, "mine"), Cancel));
        Assert.False(await world.Tasks.MarkAsync(new TaskMark(id, "mine", AutomatedTaskStatus.InProgress), Cancel));
        Assert.Null(await world.Tasks.CloseAsync(new TaskOutcome(id, "mine", AutomatedTaskStatus.Failed), Cancel));
        Assert.Equal(ended, await world.RowAsync(id));
        Assert.Equal((3, 3, 0), (ended.ItemsTotal, ended.ItemsDone, ended.ItemsFailed));
    }

    [Fact]
    public async Task A_failure_is_kept_with_everything_that_it_says()
    {
        var id = await InsertAsync();
        await world.Tasks.ClaimAsync(new TaskClaim(id, "mine"), Cancel);
        var failure = new Failure(FailureKind.RateLimited, FailurePhase.Read, FailureEffect.None, "slow down", TimeSpan.FromSeconds(90), ["1", "2"]);

        await world.Tasks.CloseAsync(new TaskOutcome(id, "mine", AutomatedTaskStatus.Failed, failure), Cancel);

        var kept = (await world.RowAsync(id)).Failure;
        Assert.Equivalent(failure, kept, strict: true);
    }

    [Fact]
    public async Task Ten_who_insert_at_once_insert_one_row()
    {
        var task = New(NewId("insert"), Works, "hub1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Tasks.InsertAsync(task, Cancel)));

        Assert.Single(answers, answer => answer.Inserted);
        Assert.Single(answers.Select(answer => answer.Task.CreatedAt).Distinct());
    }
}
