using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Applying;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Syncing;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Changing;

/// <summary>Changes members in the app: invites, changes roles, takes seats away, sends invitations again or takes them back.</summary>
public static class ChangeMembersOrchestrator
{
    /// <summary>The most people of one batch: one activity, and one browser session.</summary>
    public const int BatchSize = 25;

    // Bounds of loops that end by themselves, so that no history grows without end.
    private const int MostQuestions = 20;
    private const int MostRounds = 40;
    private const int MostRecordings = 5;

    // One browser session each, where person after person is refused for a reason of their own.
    private const int MostCanaries = 5;

    /// <summary>Runs one change.</summary>
    [Function(nameof(ChangeMembersOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, TaskReference task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(task);
        var step = new AutomationStep(task.TaskId, context.NewGuid().ToString("N"), task.HubId ?? "");
        var wait = new DecisionWait(context, new TaskReference(step.TaskId, step.HubId));
        var run = new ChangeRun(step, new PatientSteps(context, wait), new PersonQuestions(context, wait)) { Closing = new PatientSteps(context, wait, isClosing: true) };
        await ClaimedRun.RunAsync(
            context,
            new TaskClaim(step.TaskId, step.ExecutionId),
            async () => await FinishAsync(context, run, await ChangeAsync(run)),
            failure => FinishAsync(context, run, failure));
    }

    private static async Task<Failure?> ChangeAsync(ChangeRun run)
    {
        // One plan, made once the hub is free. Its losses are counted before anything happens, or a person looks first.
        var (plan, unplanned) = await PlanAsync(run);
        if (plan is null)
            return unplanned ?? new Failure(FailureKind.Unexpected);

        // Batch by batch; whatever stops one stops those after it.
        var stopped = await SendAsync(run, plan);

        // What the list shows afterwards decides what is done.
        if (!plan.HubOnly)
            run.Unread = await ReadBackAsync(run, plan, isStopped: stopped is not null);
        return stopped;
    }

    private static async Task<(PlannedChanges? Plan, Failure? Stopped)> PlanAsync(ChangeRun run)
    {
        Approval? approval = null;
        for (var asked = 0; asked < MostQuestions; asked++)
        {
            var (plan, unplanned) = await run.Steps.RunAsync<PlannedChanges>(nameof(PlanChangesActivity), new ChangesToPlan(run.Step, approval?.LossDigest));
            if (plan is null)
                return (null, unplanned);
            run.Plan = plan.Plan;
            if (!plan.Tripped)
                return (plan, null);

            // Too many would go: a person looks at the list. Time passes meanwhile, so after a yes the plan is made again, and the
            // yes holds only for the same people.
            var (approved, refused) = await run.Person.AskForApprovalAsync(run.Step, plan.ToApprove());
            if (refused is not null)
                return (null, refused.Failure);
            approval = approved;
        }

        return (null, new Failure(FailureKind.ConcurrentChange, Detail: "The members changed again after each approval."));
    }

    private static async Task<Failure?> SendAsync(ChangeRun run, PlannedChanges plan)
    {
        var (from, canaries) = (0, plan.HasCanary ? MostCanaries : 0);
        while (from < plan.ToDo)
        {
            var count = canaries > 0 ? 1 : Math.Min(BatchSize, plan.ToDo - from);
            var (sent, stopped) = await SendAsync(run, new BatchToSend(run.Step, plan.Plan, from, count));
            if (sent is null)
                return stopped;

            // Whose failure is theirs alone stops nobody else, and shows nothing either: the next one goes first, as it does where there was
            // nothing to take away, or an invitation only. Where that is so of one after the other, the rest goes on as batches, which stop
            // by themselves at the first effect that is not as wished.
            if (canaries > 0 && sent.Failed is { } failed && !FailureCatalog.ConcernsOnePerson(failed))
                return failed;
            canaries = sent.ShowsRemoval ?? sent.Failed is null ? 0 : canaries - 1;
            from += count;
        }

        return null;
    }

    private static async Task<(SentBatch? Sent, Failure? Stopped)> SendAsync(ChangeRun run, BatchToSend batch)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var (sent, stopped) = await run.Steps.RunAsync<SentBatch>(nameof(SendChangesActivity), batch);
            if (sent is { IsTimeOver: true })
                continue;
            if (sent is not null || stopped is null || !PersonQuestions.NeedsAnswer(stopped))
                return (sent, stopped ?? new Failure(FailureKind.Unexpected));

            // The site wants a person first, who then starts the rest of the batch again.
            if (await run.Person.AskForHelpAsync(run.Step, stopped) is { } unanswered)
                return (null, unanswered.Failure);
        }

        return (null, new Failure(FailureKind.DeadlineExceeded, Detail: "The batch did not end."));
    }

    // Null where the lists were read, or nothing was touched. What the site wants of a person first is asked for here as well, unless
    // the task was stopped already: then it ends by what is known.
    private static async Task<Failure?> ReadBackAsync(ChangeRun run, PlannedChanges plan, bool isStopped)
    {
        var step = run.Step with { IsClosing = true };
        var work = new ChangesToReadBack(step, plan.Plan);
        var (read, unread) = isStopped ? await run.Closing.RunAsync<AppMembersRead>(nameof(ReadBackActivity), work)
            : await run.Person.RunAsync<AppMembersRead>(run.Closing, nameof(ReadBackActivity), run.Step, work);
        if (read is null)
            return unread ?? new Failure(FailureKind.Unexpected);
        run.Snapshot = string.IsNullOrEmpty(read.Snapshot) ? null : read.Snapshot;
        await RecordAsync(run, step, plan);
        return null;
    }

    // Recorded as a check records what it read. Where that cannot be done, the next check does it.
    private static async Task RecordAsync(ChangeRun run, AutomationStep step, PlannedChanges plan)
    {
        if (run.Snapshot is not { } snapshot)
            return;
        for (var round = 0; round < MostRecordings; round++)
        {
            var (planned, _) = await run.Closing.RunAsync<PlannedCheck>(nameof(PlanReconcileActivity), new SnapshotToPlan(step, snapshot, plan.Plan));
            if (planned is null)
                break;
            var (applied, _) = await run.Closing.RunAsync<AppliedCheck>(nameof(ApplyReconcileActivity), new PlanToApply(step, planned.Plan));
            if (applied is null or { Outcome: ApplyOutcome.Applied })
                break;
        }
    }

    private static Task FinishAsync(TaskOrchestrationContext context, ChangeRun run, Failure? stopped) => context.CallActivityAsync<ChangesDone>(
        nameof(FinishChangesActivity), new ChangesEnd(run.Step, run.Plan, run.Snapshot, stopped) { Unread = run.Unread }, RetryPolicies.Activity);

    /// <summary>What one run works with, and how far it came: whatever ends it, it is settled by the last plan and the last read.</summary>
    private sealed record ChangeRun(AutomationStep Step, PatientSteps Steps, PersonQuestions Person)
    {
        public required PatientSteps Closing { get; init; }

        public string? Plan { get; set; }

        public string? Snapshot { get; set; }

        public Failure? Unread { get; set; }
    }
}
