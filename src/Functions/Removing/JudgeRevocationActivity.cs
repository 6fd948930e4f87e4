using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Tasks;
using Seatkeeper.Functions.Automation;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Removing;

/// <summary>Looks what became of the seats: where anybody still has theirs, the hub is not removed.</summary>
public sealed class JudgeRevocationActivity(TasksTable tasks, ChangeItems items, HubPointers pointers, TimeProvider clock)
{
    private static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(15);

    /// <summary>What its row and items say.</summary>
    [Function(nameof(JudgeRevocationActivity))]
    public async Task<RevocationJudged> Run([ActivityTrigger] RevocationToJudge work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var task = await tasks.FindAsync(work.TaskId, cancel);
        if (task is { IsEnded: false })
            return new RevocationJudged(Trouble: new StepTrouble(NotBefore: clock.GetUtcNow() + lookAgain));
        if (task is { Status: AutomatedTaskStatus.Completed })
        {
            return await pointers.TakeAsync(work.Step.HubId, work.Step.TaskId, cancel) is null
                ? new RevocationJudged(new Failure(FailureKind.Cancelled, Detail: "The hub is gone, or another task's."))
                : new RevocationJudged();
        }

        var all = (await items.LoadAsync(work.TaskId, cancel)).Values;
        var left = all.Where(item => item.Status != TaskItemStatus.Completed).ToList();
        var cause = task?.Failure ?? left.Select(item => item.Failure).FirstOrDefault(failure => failure is not null) ?? new Failure(FailureKind.Unexpected);
        // That a person stopped or rejected it is the removal's end too.
        return new RevocationJudged(new Failure(
            cause.Kind, cause.Phase, cause.Effect,
            Detail: $"The hub was not removed: {left.Count} of {all.Count()} members whom Seatkeeper invited may still have their seat, see the task {work.TaskId}. {cause.Detail}".TrimEnd()));
    }
}
