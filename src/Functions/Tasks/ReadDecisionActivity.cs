using Microsoft.Azure.Functions.Worker;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Tasks;

/// <summary>Reads what people decided about a task. An event only says that it is time to look.</summary>
public sealed class ReadDecisionActivity(TasksTable tasks)
{
    /// <summary>The decision. A task whose row is gone is one that nobody wants any more.</summary>
    [Function(nameof(ReadDecisionActivity))]
    public async Task<TaskDecision> Run([ActivityTrigger] TaskReference task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(task);
        var row = await tasks.FindAsync(task.TaskId, cancel);
        if (row is null)
            return new TaskDecision(DecisionKind.Cancelled);
        return (row.Cancellation ?? row.Decision) is { } decision
            ? new TaskDecision(decision.Kind, decision.PlanDigest, decision.ByName)
            : new TaskDecision(DecisionKind.None);
    }
}
