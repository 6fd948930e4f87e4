using Microsoft.Extensions.Logging;
using Seatkeeper.Functions.NotificationTargets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Makes of what happened one delivery for each target that wants it. Every step may be done twice, or by two at once.</summary>
public sealed partial class NoticeFanOut(OutboxTable outbox, OutboxDeliveries deliveries, NoticeReading reading, TimeProvider clock, ILogger<NoticeFanOut> logger)
{
    private const int MostAtOnce = 1_000;

    /// <summary>How long one instance has a notice to itself.</summary>
    private static readonly TimeSpan ours = TimeSpan.FromMinutes(2);

    /// <summary>Some of what is written down, the earliest first.</summary>
    public Task<IReadOnlyList<StoredNotice>> ReadAsync(CancellationToken cancel) => outbox.ListAsync(MostAtOnce, cancel);

    /// <summary>Goes through what was read.</summary>
    /// <param name="notices">What was written down.</param>
    /// <param name="targets">All targets, read after the notices: what no target wants is forgotten.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task RunAsync(IReadOnlyList<StoredNotice> notices, IReadOnlyList<NotificationTarget> targets, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(notices);
        ArgumentNullException.ThrowIfNull(targets);
        foreach (var stored in notices)
        {
            try
            {
                await HandOnAsync(stored, [.. targets.Where(target => Wants(target, stored.Notice))], cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Broad, because one notice that cannot be read must not keep the others from being told; the next run tries again.
                LogNotHandedOn(stored.Notice.Id, e);
            }
        }
    }

    private async Task HandOnAsync(StoredNotice stored, IReadOnlyList<NotificationTarget> targets, CancellationToken cancel)
    {
        if (stored.ClaimedUntil > clock.GetUtcNow())
            return;
        var verdict = targets.Count == 0 ? NoticeVerdict.Void : await reading.JudgeAsync(stored, cancel);
        if (verdict == NoticeVerdict.Open)
            return;
        if (verdict == NoticeVerdict.Happened)
        {
            if (await outbox.ClaimAsync(stored, clock.GetUtcNow() + ours, cancel) is not { } mine)
                return;
            stored = mine;
            await AddAsync(stored.Notice, targets, cancel);
        }
        await outbox.ForgetAsync(stored, cancel);
    }

    private async Task AddAsync(Notice notice, IReadOnlyList<NotificationTarget> targets, CancellationToken cancel)
    {
        var body = await reading.BodyOfAsync(notice, cancel);
        var now = clock.GetUtcNow();
        foreach (var target in targets)
            await deliveries.AddAsync(new Delivery(target.Id, notice.Id, notice.Message.Event, body, notice.At, now, now), cancel);
    }

    private static bool Wants(NotificationTarget target, Notice notice) =>
        target.DisabledAt is null && target.CreatedAt <= notice.At && (target.HubId is null || target.HubId == notice.HubId) && target.Events.Contains(notice.Event);

    [LoggerMessage(LogLevel.Error, "Notice {NoticeId} could not be handed on")]
    private partial void LogNotHandedOn(string noticeId, Exception e);
}
