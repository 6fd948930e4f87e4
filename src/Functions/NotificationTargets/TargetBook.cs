using Seatkeeper.Domain.Access;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Keeps what becomes of targets by being called.</summary>
public sealed class TargetBook(NotificationTargetsTable targets, OutboxDeliveries deliveries, ActivityTable activity, TimeProvider clock)
{
    private const int MostAtOnce = 1_000;

    /// <summary>The time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Notes how calls went.</summary>
    public Task NoteAsync(NotificationTarget target, TargetNews news, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        return targets.NoteAsync(target.Id, news, cancel);
    }

    /// <summary>Disables a target that said that it is gone. What was still to be sent to it becomes dead letters.</summary>
    public async Task DisableAsync(NotificationTarget target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        await targets.DisableAsync(target.Id, Now, cancel);
        await RecordAsync(target, StartDailyCheck.Seatkeeper, "notificationTargetDisabled", cancel);
        while (await deliveries.PendingAsync(target.Id, MostAtOnce, cancel) is { Count: > 0 } left)
        {
            foreach (var delivery in left)
                await deliveries.GiveUpAsync(delivery with { LastFailure = "the target was disabled" }, Now, cancel);
        }
    }

    /// <summary>Takes a target into use again that a person tried.</summary>
    public async Task EnableAsync(NotificationTarget target, Caller by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        await targets.EnableAsync(target.Id, cancel);
        await RecordAsync(target, by, "notificationTargetEnabled", cancel);
    }

    /// <summary>Records what was done with a target, in its hub's activity or in that of the workspace.</summary>
    public Task RecordAsync(NotificationTarget target, Caller by, string what, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        return activity.AppendAsync(target.HubId, ActivityEntry.Of(by, Now, what) with { Target = target.Host }, cancel);
    }
}
