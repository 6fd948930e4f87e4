using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Tests.Tasks;

public sealed class TaskChangesTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly AutomatedTask working = new()
    {
        Id = "t",
        Type = AutomatedTaskType.CheckForUpdates,
        Trigger = TaskTrigger.Api,
        HubId = "h",
        ActorId = "a",
        ActorName = "A",
        Orchestrator = "O",
        RetryOf = null,
        CreatedAt = now,
        UpdatedAt = now,
        Status = AutomatedTaskStatus.InProgress,
        ExecutionId = "e",
    };

    private static readonly TaskMark question = new("t", "e", AutomatedTaskStatus.WaitingForApproval, "Waits", new Failure(FailureKind.GuardTripped), "plan1", "blob1", now.AddDays(1));

    private static AutomatedTask Changed(AutomatedTask? task) => task ?? throw new InvalidOperationException("The change was refused.");

    private static AutomatedTask Answered(AutomatedTask task, DecisionKind kind) =>
        Changed(TaskChanges.Decide(task, new RecordedDecision(kind, "p", "Pat", now, task.PlanDigest)));

    [Fact]
    public void An_answer_survives_that_its_question_is_recorded_again_because_the_first_record_may_count_as_failed()
    {
        var answered = Answered(Changed(TaskChanges.Mark(working, question, now)), DecisionKind.Approved);

        Assert.Equal(DecisionKind.Approved, Changed(TaskChanges.Mark(answered, question, now.AddMinutes(1))).Decision?.Kind);
    }

    [Theory]
    [InlineData("plan2", 1)]
    [InlineData("plan1", 2)]
    public void An_answer_is_none_to_another_question(string plan, int days)
    {
        var answered = Answered(Changed(TaskChanges.Mark(working, question, now)), DecisionKind.Approved);
        var resumed = Changed(TaskChanges.Mark(answered, new TaskMark("t", "e", AutomatedTaskStatus.InProgress), now));
        Assert.Equal("Pat", resumed.Decision?.ByName);

        var next = question with { PlanDigest = plan, Deadline = now.AddDays(days) };

        Assert.Null(Changed(TaskChanges.Mark(resumed, next, now)).Decision);
        Assert.Null(Changed(TaskChanges.Mark(answered, question with { PlanDigest = "plan2" }, now)).Decision);
    }

    [Fact]
    public void An_answer_counts_until_the_deadline_and_not_after_it()
    {
        var asked = Changed(TaskChanges.Mark(working, question, now));
        RecordedDecision At(TimeSpan after) => new(DecisionKind.Approved, "p", "Pat", now.AddDays(1) + after, asked.PlanDigest);

        Assert.NotNull(Changed(TaskChanges.Decide(asked, At(TimeSpan.Zero))).Decision);
        Assert.Null(TaskChanges.Decide(asked, At(TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void A_failure_and_a_deadline_go_when_the_work_goes_on()
    {
        var asked = Changed(TaskChanges.Mark(working, question, now));
        Assert.Equal((FailureKind.GuardTripped, now.AddDays(1), now), (asked.Failure?.Kind, asked.Deadline, asked.WaitingSince));

        var resumed = Changed(TaskChanges.Mark(asked, new TaskMark("t", "e", AutomatedTaskStatus.InProgress), now));

        Assert.Equal((null, null, null, "Waits"), (resumed.Failure, resumed.Deadline, resumed.WaitingSince, resumed.Progress));
    }

    [Fact]
    public void The_second_of_two_different_answers_is_refused_and_the_same_one_is_no_change()
    {
        var asked = Changed(TaskChanges.Mark(working, question, now));
        var approved = Answered(asked, DecisionKind.Approved);

        Assert.Same(approved, Answered(approved, DecisionKind.Approved));
        Assert.Null(TaskChanges.Decide(approved, new RecordedDecision(DecisionKind.Rejected, "q", "Quinn", now)));
        Assert.Null(TaskChanges.Decide(asked, new RecordedDecision(DecisionKind.Answered, "q", "Quinn", now)));
        Assert.Null(TaskChanges.Decide(working, new RecordedDecision(DecisionKind.Approved, "q", "Quinn", now)));
    }

    [Fact]
    public void Who_cancels_first_is_named_and_it_holds_over_later_questions()
    {
        var cancelled = Changed(TaskChanges.Cancel(working, new RecordedDecision(DecisionKind.Cancelled, "p", "Pat", now)));
        var again = Changed(TaskChanges.Cancel(cancelled, new RecordedDecision(DecisionKind.Cancelled, "q", "Quinn", now)));
        var asked = Changed(TaskChanges.Mark(again, question, now));

        Assert.Equal("Pat", asked.Cancellation?.ByName);
        Assert.True(asked.HasUnreadDecision);
    }

    [Fact]
    public void A_mark_ends_nothing_and_nothing_goes_back_to_pending()
    {
        Assert.Null(TaskChanges.Mark(working, new TaskMark("t", "e", AutomatedTaskStatus.Completed), now));
        Assert.Null(TaskChanges.Mark(working, new TaskMark("t", "e", AutomatedTaskStatus.Pending), now));
    }
}
