using System.Collections.Concurrent;

namespace Seatkeeper.Connectors.Browser;

/// <summary>
/// Keeps an account's page loads under the limit per minute, and the whole account away from a site that asked for it. By a stopwatch:
/// a clock that is set meanwhile changes nothing.
/// </summary>
/// <param name="loadsPerMinute">The limit; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class PageLoadPacer(int? loadsPerMinute, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Queue<TimeSpan>> loads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> pauses = new(StringComparer.Ordinal);

    /// <summary>Waits until the account may load a page, and counts that load.</summary>
    public async Task WaitForTurnAsync(string account, CancellationToken cancel)
    {
        if (loadsPerMinute is not { } limit)
            return;
        while (Reserve(account, limit) is { } wait)
            await Task.Delay(wait, time, cancel);
    }

    /// <summary>Keeps the account away from the site; a longer pause that was asked for before stays.</summary>
    public void Pause(string account, TimeSpan pause)
    {
        var until = Now + pause;
        pauses.AddOrUpdate(account, until, (_, before) => before > until ? before : until);
    }

    /// <summary>How long the account has to stay away still, or null.</summary>
    public TimeSpan? PauseOf(string account)
    {
        if (!pauses.TryGetValue(account, out var until))
            return null;
        var left = until - Now;
        if (left > TimeSpan.Zero)
            return left;
        pauses.TryRemove(new KeyValuePair<string, TimeSpan>(account, until));
        return null;
    }

    private TimeSpan Now => time.GetElapsedTime(startingTimestamp: 0);

    private TimeSpan? Reserve(string account, int limit)
    {
        var queue = loads.GetOrAdd(account, _ => new Queue<TimeSpan>());
        lock (queue)
        {
            var now = Now;
            while (queue.TryPeek(out var oldest) && now - oldest >= Window)
                queue.Dequeue();
            if (queue.Count >= limit)
                return queue.Peek() + Window - now;
            queue.Enqueue(now);
            return null;
        }
    }
}
