using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;
using Seatkeeper.Functions.Watchdog;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;
using Instance = Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Seatkeeper.Functions.Tests.Watchdog;

public sealed class DiagnosisTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static AutomatedTask Row(AutomatedTaskStatus status) => new()
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
        Status = status,
        ExecutionId = "e",
    };

    private static Diagnosis Of(AutomatedTask row, Instance? instance) => Diagnosis.Of(row, instance, now, new WatchdogOptions());

    [Theory]
    [InlineData(AutomatedTaskStatus.Pending, null, "Schedule")]
    [InlineData(AutomatedTaskStatus.Pending, Pending, "None")]
    [InlineData(AutomatedTaskStatus.Pending, Failed, "Close")]
    [InlineData(AutomatedTaskStatus.InProgress, null, "Close")]
    [InlineData(AutomatedTaskStatus.InProgress, Running, "None")]
    [InlineData(AutomatedTaskStatus.InProgress, Suspended, "None")]
    [InlineData(AutomatedTaskStatus.InProgress, Completed, "Close")]
    [InlineData(AutomatedTaskStatus.InProgress, Terminated, "Close")]
    [InlineData(AutomatedTaskStatus.WaitingForApproval, Running, "None")]
    [InlineData(AutomatedTaskStatus.WaitingForInput, Failed, "Close")]
    [InlineData(AutomatedTaskStatus.Completed, null, "None")]
    [InlineData(AutomatedTaskStatus.Cancelled, Running, "None")]
    public void Row_and_instance_together_say_what_is_to_be_done(AutomatedTaskStatus status, Instance? instance, string treatment) =>
        Assert.Equal(treatment, Of(Row(status), instance).Treatment.ToString());

    [Fact]
    public void What_an_administrator_terminated_ends_as_cancelled() => Assert.Equal(AutomatedTaskStatus.Cancelled, Of(Row(AutomatedTaskStatus.InProgress), Terminated).End);

    [Fact]
    public void A_question_has_its_grace_before_it_is_stopped()
    {
        var asked = Row(AutomatedTaskStatus.WaitingForApproval) with { Failure = new Failure(FailureKind.GuardTripped) };

        Assert.Equal(Treatment.None, Of(asked with { Deadline = now.AddMinutes(-9) }, Running).Treatment);
        var lapsed = Of(asked with { Deadline = now.AddMinutes(-11) }, Running);
        Assert.Equal((Treatment.Stop, FailureKind.GuardTripped), (lapsed.Treatment, lapsed.Failure?.Kind));
    }

    [Fact]
    public void Whoever_answered_in_time_is_not_told_that_nobody_did_however_late_the_work_goes_on()
    {
        var asked = Row(AutomatedTaskStatus.WaitingForApproval) with { Deadline = now.AddMinutes(-11) };
        var by = new RecordedDecision(DecisionKind.Approved, "p", "Pat", now.AddMinutes(-12));

        Assert.Equal(Treatment.Wake, Of(asked with { Decision = by }, Running).Treatment);
        Assert.Equal(Treatment.Wake, Of(asked with { Cancellation = by with { Kind = DecisionKind.Cancelled } }, Running).Treatment);
    }

    [Fact]
    public void Work_that_tells_nothing_for_a_day_is_stopped_but_not_a_question()
    {
        var silent = now.AddHours(-25);

        Assert.Equal(Treatment.Stop, Of(Row(AutomatedTaskStatus.InProgress) with { UpdatedAt = silent }, Running).Treatment);
        Assert.Equal(Treatment.None, Of(Row(AutomatedTaskStatus.WaitingForInput) with { UpdatedAt = silent }, Running).Treatment);
    }

    [Theory]
    [InlineData(AutomatedTaskStatus.WaitingForApproval, 140, "None")]
    [InlineData(AutomatedTaskStatus.InProgress, 140, "None")]
    [InlineData(AutomatedTaskStatus.Completed, 1, "None")]
    [InlineData(AutomatedTaskStatus.Completed, 25, "Stop")]
    public void A_connection_is_not_silent_while_its_check_works_or_waits(AutomatedTaskStatus check, int hoursOfTheCheck, string treatment)
    {
        var connection = Row(AutomatedTaskStatus.InProgress) with { Type = AutomatedTaskType.ConnectHub, UpdatedAt = now.AddHours(-150) };
        var part = Row(check) with { UpdatedAt = now.AddHours(-hoursOfTheCheck) };

        Assert.Equal(treatment, Diagnosis.Of(connection, Running, now, new WatchdogOptions(), part).Treatment.ToString());
        Assert.Equal(Treatment.Stop, Diagnosis.Of(connection, Running, now, new WatchdogOptions()).Treatment);
    }

    [Fact]
    public void A_decision_that_a_waiting_task_did_not_hear_wakes_it() => Assert.Equal(
        Treatment.Wake,
        Of(Row(AutomatedTaskStatus.WaitingForInput) with { Cancellation = new RecordedDecision(DecisionKind.Cancelled, "p", "Pat", now) }, Running).Treatment);
}
