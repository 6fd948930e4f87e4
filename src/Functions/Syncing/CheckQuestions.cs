using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Syncing;

/// <summary>What a person approved, and who it was.</summary>
public sealed record Approval(string LossDigest, string ByName);

/// <summary>Questions of a check to a person. While one is open the check holds nothing, and the next check may run and supersede it.</summary>
internal sealed class CheckQuestions(TaskOrchestrationContext context, DecisionWait wait)
{
    private const int MostLooks = 400;

    private static QuestionOptions options = new();

    /// <summary>Sets how long questions stay open; once, when the process starts.</summary>
    public static void Use(QuestionOptions open) => options = open;

    /// <summary>Whether the site wants something that only a person can give, so that the check goes on after it.</summary>
    public static bool NeedsAnswer(Failure failure) => failure.Kind is FailureKind.ChallengeRequired or FailureKind.EmailLinkRequired;

    /// <summary>Asks for approval of the plan's losses.</summary>
    /// <returns>The approval, or how the check ends without it. Both are null where the question has to be asked again.</returns>
    public async Task<(Approval? Approval, CheckEnd? End)> AskForApprovalAsync(AutomationStep step, PlannedCheck plan)
    {
        var question = new CheckQuestion(step, new Failure(FailureKind.GuardTripped), Now + options.ApprovalOpenFor, plan);
        var decision = await AskAsync(question);
        return decision.Kind switch
        {
            DecisionKind.Approved when decision.PlanDigest != plan.Digest => (null, await ResumeAsync(step, signInAtOnce: false)),
            DecisionKind.Approved => (new Approval(plan.LossDigest, decision.ByName ?? ""), await ResumeAsync(step, signInAtOnce: false)),
            DecisionKind.Rejected => (null, new CheckEnd(step, AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled, Detail: $"Rejected by {decision.ByName}."))),
            _ => (null, Unanswered(question, decision)),
        };
    }

    /// <summary>Asks for what the site wants of a person.</summary>
    /// <returns>Null where it was done, or how the check ends without it.</returns>
    public async Task<CheckEnd?> AskForHelpAsync(AutomationStep step, Failure failure)
    {
        var question = new CheckQuestion(step, failure, Now + options.HelpOpenFor);
        var decision = await AskAsync(question);
        return decision.Kind == DecisionKind.Answered ? await ResumeAsync(step, signInAtOnce: true) : Unanswered(question, decision);
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    private async Task<TaskDecision> AskAsync(CheckQuestion question)
    {
        // Whoever waited before is superseded by this question, and has to be woken to learn it.
        var superseded = await context.CallActivityAsync<string?>(nameof(AskPersonActivity), question, RetryPolicies.Activity);
        if (superseded is not null)
            context.SendEvent(superseded, TaskEvents.Wake, "");
        return await wait.UntilAsync(question.Deadline);
    }

    private async Task<CheckEnd?> ResumeAsync(AutomationStep step, bool signInAtOnce)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            var answer = await context.CallActivityAsync<ResumeAnswer>(nameof(ResumeCheckActivity), new CheckToResume(step, signInAtOnce), RetryPolicies.Activity);
            if (answer == ResumeAnswer.Resumed)
                return null;
            if (answer == ResumeAnswer.Superseded)
                return new CheckEnd(step, AutomatedTaskStatus.Cancelled, HubPointers.Superseded);
            var decision = await wait.PauseAsync(Now + options.BusyPause);
            if (decision.Kind == DecisionKind.Cancelled)
                return new CheckEnd(step, AutomatedTaskStatus.Cancelled, PatientSteps.CancelledBy(decision));
        }

        return new CheckEnd(step, AutomatedTaskStatus.Failed, new Failure(FailureKind.DeadlineExceeded, Detail: "Another check never ended."));
    }

    private static CheckEnd Unanswered(CheckQuestion question, TaskDecision decision) => decision.Kind == DecisionKind.Cancelled
        ? new CheckEnd(question.Step, AutomatedTaskStatus.Cancelled, PatientSteps.CancelledBy(decision))
        : new CheckEnd(question.Step, AutomatedTaskStatus.Failed, question.Failure with { Detail = "Nobody answered in time." });
}

/// <summary>How long questions stay open. Section <c>Questions</c>.</summary>
public sealed class QuestionOptions
{
    /// <summary>For an approval.</summary>
    public TimeSpan ApprovalOpenFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>For something that a person has to do at the app.</summary>
    public TimeSpan HelpOpenFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an answered check waits for a newer one that is at work, before it looks again.</summary>
    public TimeSpan BusyPause { get; set; } = TimeSpan.FromSeconds(15);
}
