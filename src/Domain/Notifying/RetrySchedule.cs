namespace Seatkeeper.Domain.Notifying;

/// <summary>When a delivery that failed is tried again: after a minute at first, then after waits that double up to two hours.</summary>
public static class RetrySchedule
{
    private static readonly TimeSpan first = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan longest = TimeSpan.FromHours(2);
    private const int MostDoublings = 7;

    /// <summary>The next try.</summary>
    /// <param name="failed">How many tries have failed, at least one.</param>
    /// <param name="now">The time.</param>
    /// <param name="end">When it is given up; the last try is made then.</param>
    /// <param name="asked">The least wait that the receiver asked for, or null; more than two hours is not waited.</param>
    /// <param name="spread">0 to 1: up to a tenth of the wait is added, so that many do not come back at once.</param>
    /// <returns>The time, or null where it is given up.</returns>
    public static DateTimeOffset? Next(int failed, DateTimeOffset now, DateTimeOffset end, TimeSpan? asked = null, double spread = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failed, 1);
        if (now >= end)
            return null;
        var wait = first * Math.Pow(2, Math.Min(failed - 1, MostDoublings));
        if (asked > wait)
            wait = asked.Value;
        if (wait > longest)
            wait = longest;
        var next = now + (wait * (1 + (Math.Clamp(spread, 0, 1) / 10)));
        return next < end ? next : end;
    }
}
