using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.DailyCheck;

/// <summary>
/// Goes through all hubs once, a page at a time, and starts each one's check. Where many checks are open it waits for room, so that none
/// waits for a browser until it gives up; but never long for checks that do not end, so no hub holds up another.
/// </summary>
public static class DailyCheckOrchestrator
{
    private const int PageSize = 20;
    private const int AtOnce = 5;
    private const int MostLooks = 70;
    private const int MostLooksForRoom = 60;

    /// <summary>Does one page, then goes on with the next one under a new history.</summary>
    [Function(nameof(DailyCheckOrchestrator))]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, DailyCheckRun run)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(run);

        // Whoever loses the claim ends: another execution does the work.
        if ((run.Position?.ExecutionId ?? await ClaimAsync(context, run)) is not { } execution)
            return;
        var position = run.Position ?? new DailyCheckPosition(execution, Now(context), TimeSpan.Zero, Total: 0);
        try
        {
            if (run.Position is null)
                position = await BeginAsync(context, run, execution);
            if (await CheckPageAsync(context, run, position) is { } next)
                context.ContinueAsNew(run with { Position = next });
        }
        catch (TaskFailedException e)
        {
            // A bug, or storage that stayed away: the row tells so, then the instance fails as loudly as it should.
            await CloseAsync(context, run, position, AutomatedTaskStatus.Failed, RetryPolicies.FailureOf(e.FailureDetails));
            throw;
        }
    }

    private static async Task<string?> ClaimAsync(TaskOrchestrationContext context, DailyCheckRun run)
    {
        var execution = context.NewGuid().ToString("N");
        return await context.CallActivityAsync<bool>(nameof(ClaimTaskActivity), new TaskClaim(run.TaskId, execution), RetryPolicies.Activity) ? execution : null;
    }

    private static async Task<DailyCheckPosition> BeginAsync(TaskOrchestrationContext context, DailyCheckRun run, string execution)
    {
        var plan = await context.CallActivityAsync<DailyCheckPlan>(nameof(PlanDailyCheckActivity), new TaskReference(run.TaskId, null), RetryPolicies.Activity);
        if (plan.SyncTaskId is { } sync)
            await AwaitAsync(context, run, sync);
        return new DailyCheckPosition(execution, Now(context), plan.Window, plan.Total);
    }

    // Hubs are matched to people, so people come first; but a directory that cannot be read holds up no hub for long.
    private static async Task AwaitAsync(TaskOrchestrationContext context, DailyCheckRun run, string sync)
    {
        var wait = new DecisionWait(context, new TaskReference(run.TaskId, null));
        for (var looks = 1; looks <= MostLooks; looks++)
        {
            var look = await context.CallActivityAsync<SettledTask>(nameof(LookAtTaskActivity), new TaskReference(sync, null), RetryPolicies.Activity);
            if (look.IsSettled || (await wait.PauseAsync(Now(context) + TimeSpan.FromSeconds(Math.Min(looks, 30)))).Kind == DecisionKind.Cancelled)
                return;
        }
    }

    private static DateTimeOffset Now(TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    private static async Task<DailyCheckPosition?> CheckPageAsync(TaskOrchestrationContext context, DailyCheckRun run, DailyCheckPosition position)
    {
        var query = new HubPageQuery(position.AfterHubId, PageSize);
        var page = await context.CallActivityAsync<HubPage>(nameof(ListHubsToCheckActivity), query, RetryPolicies.Activity);
        var wait = new DecisionWait(context, new TaskReference(run.TaskId, null));
        foreach (var hubs in page.HubIds.Chunk(AtOnce))
        {
            // Not all at once: each few hubs have their time in the window. A person may stop the rest meanwhile.
            var isStopped = (await wait.PauseAsync(position.Due)).Kind == DecisionKind.Cancelled;
            if (isStopped || await StartAsync(context, wait, new HubsToCheck(hubs, position.BeganAt)) is not { } started)
            {
                await CloseAsync(context, run, position, AutomatedTaskStatus.Cancelled, new Failure(FailureKind.Cancelled));
                return null;
            }

            position = position with
            {
                AfterHubId = hubs[^1],
                Looked = position.Looked + hubs.Length,
                Started = position.Started + started.Started,
                Failed = position.Failed + started.Failed,
            };
        }

        if (page.HubIds.Count < PageSize)
        {
            await CloseAsync(context, run, position, position.Failed == 0 ? AutomatedTaskStatus.Completed : AutomatedTaskStatus.CompletedWithErrors, null);
            return null;
        }

        var progress = $"Looked at {position.Looked} of {Math.Max(position.Total, position.Looked)} hubs; started {position.Started} checks";
        var mark = new TaskMark(run.TaskId, position.ExecutionId, AutomatedTaskStatus.InProgress, progress, Items: Items(position));
        await context.CallActivityAsync<bool>(nameof(MarkTaskActivity), mark, RetryPolicies.Activity);
        return position;
    }

    // Half an hour at most with the usual pause. Null where a person stops it.
    private static async Task<StartedChecks?> StartAsync(TaskOrchestrationContext context, DecisionWait wait, HubsToCheck due)
    {
        for (var looks = 1; ; looks++)
        {
            var hubs = due with { EvenIfFull = looks > MostLooksForRoom };
            var started = await context.CallActivityAsync<StartedChecks>(nameof(StartChecksActivity), hubs, RetryPolicies.Activity);
            if (started.FullFor is not { } pause)
                return started;
            if ((await wait.PauseAsync(Now(context) + (pause * Math.Min(looks, 6)))).Kind == DecisionKind.Cancelled)
                return null;
        }
    }

    private static Task CloseAsync(
        TaskOrchestrationContext context, DailyCheckRun run, DailyCheckPosition position, AutomatedTaskStatus status, Failure? failure) =>
        context.CallActivityAsync(
            nameof(CloseTaskActivity), new TaskOutcome(run.TaskId, position.ExecutionId, status, failure, Items(position)), RetryPolicies.Activity);

    private static TaskCounts Items(DailyCheckPosition position) => new(Math.Max(position.Total, position.Looked), position.Looked - position.Failed, position.Failed);
}
