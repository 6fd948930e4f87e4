using System.Collections.Concurrent;

namespace Seatkeeper.Functions.Limiting;

/// <summary>
/// Whether something is to be logged now that anybody at all can bring about, as often as they like: each reason once a minute, so that
/// nobody fills a log. By the clock that nobody sets.
/// </summary>
internal sealed class RareLines(TimeProvider clock)
{
    private static readonly TimeSpan between = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> told = new(StringComparer.Ordinal);

    /// <summary>Whether nothing was logged for the reason within the minute; whoever is told so logs it.</summary>
    public bool IsDue(string reason)
    {
        var now = clock.GetTimestamp();
        return told.TryGetValue(reason, out var last) ? clock.GetElapsedTime(last, now) >= between && told.TryUpdate(reason, now, last) : told.TryAdd(reason, now);
    }
}
