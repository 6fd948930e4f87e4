using Microsoft.Extensions.Options;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// Runs the work of one activity under a lease: takes it, sets the time limit, and turns every expected trouble into an answer. What is
/// not free is never waited for here.
/// </summary>
public sealed class LeasedWork(LeasesTable leases, IOptions<AutomationOptions> options, TimeProvider clock)
{
    /// <summary>Runs it.</summary>
    /// <returns>Its result, or why there is none.</returns>
    public async Task<(T? Result, StepTrouble? Trouble)> RunAsync<T>(LeasedStep step, Func<WorkspaceLease, CancellationToken, Task<T>> work, CancellationToken cancel) where T : class
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(work);
        var (taken, notBefore) = await WorkspaceLease.TryTakeAsync(leases, step.Key, step.Holder, new LeaseTimes(options.Value.LeaseDuration, clock), cancel);
        if (taken is null)
            return (null, new StepTrouble(NotBefore: notBefore));
        await using var lease = taken;
        using var limit = new CancellationTokenSource(step.Time, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token, lease.Lost);
        try
        {
            return (await work(lease, stop.Token), null);
        }
        catch (Exception e) when (TroubleOf(e, lease, limit.Token, cancel) is { } trouble)
        {
            return (null, trouble);
        }
    }

    // What an exception means, where it is an expected one; else null.
    private StepTrouble? TroubleOf(Exception e, WorkspaceLease lease, CancellationToken limit, CancellationToken shutdown) => e switch
    {
        AppFailureException failed => new StepTrouble(failed.Failure),
        BrowserBusyException busy => new StepTrouble(NotBefore: clock.GetUtcNow() + busy.RetryAfter),
        // When the process goes down, the step is nobody's failure: the engine runs it again elsewhere.
        OperationCanceledException when shutdown.IsCancellationRequested => null,
        OperationCanceledException when lease.Lost.IsCancellationRequested => new StepTrouble(new Failure(FailureKind.LeaseLost)),
        OperationCanceledException when limit.IsCancellationRequested => new StepTrouble(new Failure(FailureKind.DeadlineExceeded)),
        _ => null,
    };
}

/// <summary>What one activity wants to do under a lease.</summary>
/// <param name="Key">What is leased.</param>
/// <param name="Holder">Who asks, for people who look at the row.</param>
/// <param name="Time">The longest that it may take.</param>
public sealed record LeasedStep(LeaseKey Key, string Holder, TimeSpan Time);
