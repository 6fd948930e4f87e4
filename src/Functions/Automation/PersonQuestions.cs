using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// Questions of a task to a person. While one is open the task holds nothing, and a check may run; of checks and connections, the newer
/// supersedes the one that waits.
/// </summary>
internal sealed class PersonQuestions(TaskOrchestrationContext context, DecisionWait wait)
{
    private const int MostLooks = 400;

    // Every round is a sign-in; whoever needs more of them is better off with the next task.
    private const int MostRounds = 20;

    private static QuestionOptions options = new();

    /// <summary>Sets how long questions stay open; once, when the process starts.</summary>
    public static void Use(QuestionOptions open) => options = open;

    /// <summary>Whether the site wants something that only a person can give, so that the work goes on after it.</summary>
    public static bool NeedsAnswer(Failure failure) => failure.Kind is FailureKind.ChallengeRequired or FailureKind.EmailLinkRequired or FailureKind.TotpRequired;

    /// <summary>Asks for approval of the plan's losses.</summary>
    /// <returns>The approval, or how the task ends without it. Both are null where the question has to be asked again.</returns>
    public async Task<(Approval? Approval, RunEnd? End)> AskForApprovalAsync(AutomationStep step, PlanToApprove plan)
    {
        var question = new PersonQuestion(step, new Failure(FailureKind.GuardTripped), Now + options.ApprovalOpenFor, plan);
        var decision = await AskAsync(question);
        return decision.Kind switch
        {
            DecisionKind.Approved when decision.PlanDigest != plan.Digest => (null, await ResumeAsync(step, signInAtOnce: false)),
            DecisionKind.Approved => (new Approval(plan.LossDigest, decision.ByName ?? ""), await ResumeAsync(step, signInAtOnce: false)),
            DecisionKind.Rejected => (null, new RunEnd(step, AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled, Detail: $"Rejected by {decision.ByName}."))),
            _ => (null, Unanswered(question, decision)),
        };
    }

    /// <summary>Asks for what the site wants of a person.</summary>
    /// <returns>Null where it was done, or how the task ends without it.</returns>
    public async Task<RunEnd?> AskForHelpAsync(AutomationStep step, Failure failure)
    {
        var question = new PersonQuestion(step, failure, Now + options.HelpOpenFor);
        var decision = await AskAsync(question);
        return decision.Kind == DecisionKind.Answered ? await ResumeAsync(step, signInAtOnce: true) : Unanswered(question, decision);
    }

    /// <summary>Runs one step. Where the site wants a person first, it is asked of them, and the step begins again after it.</summary>
    /// <returns>Its result, or the failure that stands.</returns>
    public async Task<(T? Result, Failure? Failure)> RunAsync<T>(PatientSteps steps, string activity, AutomationStep step, object input) where T : class, IStepResult
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var (result, failure) = await steps.RunAsync<T>(activity, input);
            if (failure is null || !NeedsAnswer(failure))
                return (result, failure);
            if (await AskForHelpAsync(step, failure) is { } unanswered)
                return (null, unanswered.Failure ?? failure);
        }

        return (null, new Failure(FailureKind.DeadlineExceeded, Detail: "The site wanted a person again after each answer."));
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    private async Task<TaskDecision> AskAsync(PersonQuestion question)
    {
        // Whoever waited before is superseded by this question, and has to be woken to learn it.
        var superseded = await context.CallActivityAsync<string?>(nameof(AskPersonActivity), question, RetryPolicies.Activity);
        if (superseded is not null)
            context.SendEvent(superseded, TaskEvents.Wake, "");
        return await wait.UntilAsync(question.Deadline);
    }

    private async Task<RunEnd?> ResumeAsync(AutomationStep step, bool signInAtOnce)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            var answer = await context.CallActivityAsync<ResumeAnswer>(nameof(ResumeTaskActivity), new TaskToResume(step, signInAtOnce), RetryPolicies.Activity);
            if (answer == ResumeAnswer.Resumed)
                return null;
            if (answer == ResumeAnswer.Superseded)
                return new RunEnd(step, AutomatedTaskStatus.Cancelled, HubPointers.Superseded);
            var decision = await wait.PauseAsync(Now + options.BusyPause);
            if (decision.Kind == DecisionKind.Cancelled)
                return new RunEnd(step, AutomatedTaskStatus.Cancelled, PatientSteps.CancelledBy(decision));
        }

        return new RunEnd(step, AutomatedTaskStatus.Failed, new Failure(FailureKind.DeadlineExceeded, Detail: "Another task of the hub never ended."));
    }

    private static RunEnd Unanswered(PersonQuestion question, TaskDecision decision) => decision.Kind == DecisionKind.Cancelled
        ? new RunEnd(question.Step, AutomatedTaskStatus.Cancelled, PatientSteps.CancelledBy(decision))
        : new RunEnd(question.Step, AutomatedTaskStatus.Failed, question.Failure with { Detail = "Nobody answered in time." });
}

/// <summary>How long questions stay open. Section <c>Questions</c>.</summary>
public sealed class QuestionOptions
{
    /// <summary>For an approval.</summary>
    public TimeSpan ApprovalOpenFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>For something that a person has to do at the app.</summary>
    public TimeSpan HelpOpenFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an answered task waits for another one that is at work, before it looks again.</summary>
    public TimeSpan BusyPause { get; set; } = TimeSpan.FromSeconds(15);
}
