using System.Globalization;
using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Hubs;

/// <summary>
/// Tells the activity what was set of a hub, what it needed a person for, and when it needed none any more. The changes are noted in the
/// hub's own row, together with what made them; here they are told, and taken from the row. Done twice or by two at once, each is told once.
/// </summary>
public sealed partial class HubTrail(HubsTable hubs, ActivityTable activity, ILogger<HubTrail> logger)
{
    /// <summary>Tells what is untold.</summary>
    public async Task TellAsync(string hubId, CancellationToken cancel)
    {
        if (await hubs.GetAsync(hubId, cancel) is not { } hub || !HasUntold(hub))
            return;
        await activity.AppendAsync(hubId, [.. hub.Untold, .. hub.Attention.Untold.Select(change => Entry(hub, change))], cancel);
        foreach (var change in hub.Attention.Untold.Where(change => change.After is not null))
            LogNeedsAttention(hub.Id, change.After, change.Kind);
        var told = hub.Untold.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var last = hub.Attention.Untold.Select(change => change.Number).LastOrDefault();
        await hubs.ChangeAsync(hubId, now => now with
        {
            Untold = [.. now.Untold.Where(entry => !told.Contains(entry.Id))],
            Attention = now.Attention with { Untold = [.. now.Attention.Untold.Where(change => change.Number > last)] },
        }, cancel);
    }

    /// <summary>Tells what is untold, where the hub as it was just read or written says that something is; null is a hub that is not there.</summary>
    public Task TellAsync(Hub? seen, CancellationToken cancel) => seen is not null && HasUntold(seen) ? TellAsync(seen.Id, cancel) : Task.CompletedTask;

    // An alert looks for these words.
    [LoggerMessage(LogLevel.Warning, "Hub {HubId} needs a person: {Reason} ({Kind})")]
    private partial void LogNeedsAttention(string hubId, AttentionReason? reason, FailureKind? kind);

    private static bool HasUntold(Hub hub) => hub.Untold.Count + hub.Attention.Untold.Count > 0;

    private static ActivityEntry Entry(Hub hub, AttentionChange change) => new(
        string.Create(CultureInfo.InvariantCulture, $"attention:{change.Number}"), change.At, StartDailyCheck.Seatkeeper.Id, StartDailyCheck.Seatkeeper.Name,
        change.After is null ? "hubRecovered" : "hubNeedsAttention", hub.Label, Before: change.Before?.ToString(), After: change.After is null ? null : $"{change.After}: {change.Kind}");
}

/// <summary>Changes of the reason for which a hub needs a person.</summary>
/// <param name="Count">How many there ever were; numbers the next one.</param>
/// <param name="Untold">Those that the activity does not tell yet, the oldest first.</param>
/// <param name="Last">The reason that was noted last; null is none.</param>
/// <param name="LastSince">Since when that one was it.</param>
public sealed record AttentionLog(int Count, IReadOnlyList<AttentionChange> Untold, AttentionReason? Last = null, DateTimeOffset? LastSince = null)
{
    /// <summary>Of a hub that never needed anybody.</summary>
    public static AttentionLog Empty { get; } = new(0, []);

    /// <summary>The hub, with the change of its reason noted where it is another than was noted last. What becomes of a hub that is being removed is told by its removal.</summary>
    public static Hub Noting(Hub hub, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var (log, trouble) = (hub.Attention, hub.Trouble);
        if (log.Last == trouble?.Reason || hub.State is HubState.Removing or HubState.Removed)
            return hub;
        var change = new AttentionChange(log.Count + 1, trouble?.Since ?? now, log.Last, trouble?.Reason, trouble?.Kind, log.LastSince);
        return hub with { Attention = new AttentionLog(change.Number, [.. log.Untold, change], trouble?.Reason, trouble?.Since) };
    }
}

/// <summary>One change of the reason for which a hub needs a person.</summary>
/// <param name="Number">Its number among the hub's.</param>
/// <param name="At">When it changed.</param>
/// <param name="Before">The reason before; null is none.</param>
/// <param name="After">The reason from then on; null is none.</param>
/// <param name="Kind">What went wrong.</param>
/// <param name="BeforeSince">Since when the reason before was it; null where there was none, or it is not known.</param>
public sealed record AttentionChange(int Number, DateTimeOffset At, AttentionReason? Before, AttentionReason? After, FailureKind? Kind, DateTimeOffset? BeforeSince = null);
