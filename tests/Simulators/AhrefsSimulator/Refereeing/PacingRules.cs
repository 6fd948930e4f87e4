using Seatkeeper.AhrefsSimulator.Journaling;

namespace Seatkeeper.AhrefsSimulator.Refereeing;

/// <summary>How fast the automation goes. By the wall clock: a test's leap in time is nobody's haste.</summary>
internal static class PacingRules
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>What the page had under way when the answer came is not held against the driver.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>V12: more page loads or calls in a minute than the world allows one session.</summary>
    public static IEnumerable<Violation> OverBudget(CaseFile file)
    {
        if (file.Budget is not { } budget) yield break;
        foreach (var session in file.Requests.GroupBy(r => r.Session, StringComparer.Ordinal))
        {
            var pages = session.Where(r => r.Name == "page").ToList();
            var calls = session.Where(r => r.Name != "page").ToList();
            if (FirstTooMany(pages, budget.PageLoadsPerMinute) is { } page)
                yield return new Violation("V12", page.Seq, $"More than {budget.PageLoadsPerMinute} page loads in a minute.");
            if (FirstTooMany(calls, budget.CallsPerMinute) is { } call)
                yield return new Violation("V12", call.Seq, $"More than {budget.CallsPerMinute} calls in a minute.");
        }
    }

    /// <summary>V12: a request while the site had asked to wait.</summary>
    public static IEnumerable<Violation> InsideRetryAfter(CaseFile file)
    {
        var waits = file.Entries.Where(e => e.Kind == JournalKind.Fault && e.After?["retryAfterSeconds"] is not null)
            .Select(e => (e.Seq, From: e.At + Grace, Until: e.At.AddSeconds(e.After?["retryAfterSeconds"]?.GetValue<int>() ?? 0)))
            .ToList();
        foreach (var request in file.Requests)
        {
            if (waits.Exists(w => request.Seq > w.Seq && request.At > w.From && request.At < w.Until))
                yield return new Violation("V12", request.Seq, $"{request.Name} inside a Retry-After.");
        }
    }

    private static JournalEntry? FirstTooMany(List<JournalEntry> requests, int most)
    {
        for (var i = most; i < requests.Count; i++)
        {
            if (requests[i].At - requests[i - most].At < Minute) return requests[i];
        }

        return null;
    }
}
