using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Automation;

/// <summary>
/// One activity's hold on a workspace: renewed in the background, looked at before each write, given back at the end.
/// What remains is a process that is paused between the look and the write; versions of rows catch that for our own data.
/// </summary>
public sealed class WorkspaceLease : IAsyncDisposable
{
    /// <summary>What has to be left of the lease once an intent is written: whoever sends it looks once more for 10 seconds at most, clicks for 5, and both end later than they are told to.</summary>
    public static readonly TimeSpan ToSend = TimeSpan.FromSeconds(16);

    /// <summary>The shortest lease of which, by its renewals, always more than that is left.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(25);

    /// <summary>What has to be left of the lease before a write is begun.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromSeconds(5);

    // A fifth of the lease has passed at most when it is renewed, and the time that a renewal takes.
    private const int RenewalsALease = 5;

    private readonly LeasesTable leases;
    private readonly TimeSpan duration;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource done = new();
    private readonly Task renewing;
    private volatile Lease lease;

    private WorkspaceLease(LeasesTable leases, Lease lease, TimeSpan duration, TimeProvider clock)
    {
        this.leases = leases;
        this.lease = lease;
        this.duration = duration;
        this.clock = clock;
        renewing = RenewAsync(done.Token);
    }

    /// <summary>The fencing token: higher than that of every earlier holder.</summary>
    public long Token => lease.Token;

    /// <summary>Cancelled once somebody else holds the workspace, or nobody knows.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Takes the lease.</summary>
    /// <returns>The lease, or null and the time at which asking again makes sense.</returns>
    public static async Task<(WorkspaceLease? Lease, DateTimeOffset NotBefore)> TryTakeAsync(
        LeasesTable leases, LeaseKey key, string holder, LeaseTimes times, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(leases);
        ArgumentNullException.ThrowIfNull(times);
        var answer = await leases.AcquireAsync(key, holder, times.Duration, cancel);
        return (answer.Lease is { } lease ? new WorkspaceLease(leases, lease, times.Duration, times.Clock) : null, answer.Until);
    }

    /// <summary>Looks at the row and at the time that is left, directly before a write.</summary>
    /// <exception cref="AppFailureException"><see cref="FailureKind.LeaseLost"/>.</exception>
    public Task CheckAsync(CancellationToken cancel) => CheckAsync(margin, cancel);

    /// <summary>Looks at the row and at the time that is left, directly before something is sent to the app, which asks nobody about leases.</summary>
    /// <exception cref="AppFailureException"><see cref="FailureKind.LeaseLost"/>.</exception>
    public Task CheckToSendAsync(CancellationToken cancel) => CheckAsync(ToSend, cancel);

    // The time comes last: reading the row takes some of it.
    private async Task CheckAsync(TimeSpan left, CancellationToken cancel)
    {
        var held = lease;
        if (lost.IsCancellationRequested || !await leases.IsHeldAsync(held, cancel) || lease.ExpiresAt - clock.GetUtcNow() < left)
            throw new AppFailureException(new Failure(FailureKind.LeaseLost));
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (done.IsCancellationRequested)
            return;
        await done.CancelAsync();
        await renewing;
        if (!lost.IsCancellationRequested)
        {
            // What came of the work matters more, and the lease runs out by itself.
            await leases.ReleaseAsync(lease, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lost.Dispose();
        done.Dispose();
    }

    private async Task RenewAsync(CancellationToken stop)
    {
        var holding = HoldAsync(stop);
        await holding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whatever else ended it: nobody knows whether the lease still holds, which is the same as lost.
        if (!(holding.IsCanceled && stop.IsCancellationRequested))
            await lost.CancelAsync();
    }

    private async Task HoldAsync(CancellationToken stop)
    {
        do
        {
            await Task.Delay(duration / RenewalsALease, clock, stop);
            if (await leases.RenewAsync(lease, duration, stop) is not { } renewed)
                return;
            lease = renewed;
        }
        while (true);
    }
}

/// <summary>How long a lease holds without being renewed, and by which clock.</summary>
public sealed record LeaseTimes(TimeSpan Duration, TimeProvider Clock);
