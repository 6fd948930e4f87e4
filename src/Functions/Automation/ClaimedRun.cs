using Microsoft.DurableTask;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Tasks;

namespace Seatkeeper.Functions.Automation;

/// <summary>The frame of an orchestration that does a task's work: one execution does it, and the task's row is closed whatever comes of it.</summary>
internal static class ClaimedRun
{
    /// <summary>Does the work, unless another execution has claimed the task.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="claim">The claim of this execution.</param>
    /// <param name="work">The work to its end, which closes the row.</param>
    /// <param name="close">Closes the row by what is known, after a bug, or where storage stayed away. The instance then fails as loudly as it should.</param>
    /// <exception cref="TaskFailedException">A step failed as often as it was tried.</exception>
    public static Task RunAsync(TaskOrchestrationContext context, TaskClaim claim, Func<Task> work, Func<Failure, Task> close) => RunAsync(
        context,
        claim,
        async () =>
        {
            await work();
            return true;
        },
        close,
        other: false);

    /// <summary>Does the work and gives what it came to, or what is told where another execution has claimed the task.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="claim">The claim of this execution.</param>
    /// <param name="work">The work to its end, which closes the row.</param>
    /// <param name="close">Closes the row by what is known, after a bug, or where storage stayed away. The instance then fails as loudly as it should.</param>
    /// <param name="other">What is told where another execution does the work.</param>
    /// <exception cref="TaskFailedException">A step failed as often as it was tried.</exception>
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskClaim claim, Func<Task<T>> work, Func<Failure, Task> close, T other)
    {
        if (!await context.CallActivityAsync<bool>(nameof(ClaimTaskActivity), claim, RetryPolicies.Activity))
            return other;
        try
        {
            return await work();
        }
        catch (TaskFailedException e)
        {
            await close(RetryPolicies.FailureOf(e.FailureDetails));
            throw;
        }
    }
}
