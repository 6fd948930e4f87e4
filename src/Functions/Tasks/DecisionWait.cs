using Microsoft.DurableTask;

namespace Seatkeeper.Functions.Tasks;

/// <summary>
/// Waits of one orchestration for a person or a time. Make one and keep it: it has at most one open wait on the wake event,
/// because of two waits on one name the engine wakes whichever it likes.
/// </summary>
/// <param name="context">The orchestration.</param>
/// <param name="task">The task that it does.</param>
public sealed class DecisionWait(TaskOrchestrationContext context, TaskReference task)
{
    private Task? wake;

    /// <summary>Reads what was decided, without waiting.</summary>
    public Task<TaskDecision> ReadAsync() => context.CallActivityAsync<TaskDecision>(nameof(ReadDecisionActivity), task, RetryPolicies.Activity);

    /// <summary>Waits until something is decided, or until a time has come.</summary>
    /// <param name="deadline">When the wait lapses; on Azure Storage up to a second earlier.</param>
    /// <returns>The decision, read from the row; kind None where the time came first.</returns>
    public Task<TaskDecision> UntilAsync(DateTimeOffset deadline) => UntilAsync(deadline, decision => decision.Kind != DecisionKind.None);

    /// <summary>Waits for a time, unless a person cancels before: for a lease, a browser, a site that asked to slow down.</summary>
    public Task<TaskDecision> PauseAsync(DateTimeOffset until) => UntilAsync(until, decision => decision.Kind == DecisionKind.Cancelled);

    private async Task<TaskDecision> UntilAsync(DateTimeOffset deadline, Func<TaskDecision, bool> isEnough)
    {
        using var decided = new CancellationTokenSource();
        var lapse = context.CreateTimer(deadline.UtcDateTime, decided.Token);
        var hasLapsed = false;
        while (!hasLapsed)
        {
            // Opened before the row is read, and kept when the timer wins: whatever is decided from here on wakes this wait.
            wake ??= context.WaitForExternalEvent<object?>(TaskEvents.Wake);
            hasLapsed = lapse.IsCompleted;
            var decision = await ReadAsync();
            if (isEnough(decision))
            {
                decided.Cancel();
                return decision;
            }
            if (!hasLapsed && await Task.WhenAny(wake, lapse) == wake)
                wake = null;
        }
        return new TaskDecision(DecisionKind.None);
    }
}
