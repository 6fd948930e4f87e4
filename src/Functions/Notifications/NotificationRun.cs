using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Functions.NotificationTargets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Notifications;

/// <summary>One round of telling: what hubs have to tell goes into the outbox, from there to each target that wants it, and from there out.</summary>
public sealed partial class NotificationRun(HubNoticeMove hubs, NotificationTargetsTable targets, NoticeFanOut fanOut, DeliveryRun deliveries, ILogger<NotificationRun> logger)
{
    private const int TargetsAtOnce = 8;

    /// <summary>One round.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await hubs.RunAsync(cancel);
        // The targets after what is to be told: none of these may be forgotten for a target that was there before it was written down.
        var told = await fanOut.ReadAsync(cancel);
        var all = await targets.ListAsync(cancel);
        await fanOut.RunAsync(told, all, cancel);
        // One that does not answer takes its time; the others do not wait for it.
        await Parallel.ForEachAsync(
            all.Where(target => target.DisabledAt is null),
            new ParallelOptions { MaxDegreeOfParallelism = TargetsAtOnce, CancellationToken = cancel },
            async (target, token) => await SendAsync(target, token));
    }

    private async Task SendAsync(NotificationTarget target, CancellationToken cancel)
    {
        try
        {
            await deliveries.RunAsync(target, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Broad, because what is wrong with one target must not keep the others from being told; the next round tries again.
            LogNotSent(target.Id, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "What is due at target {TargetId} could not be sent")]
    private partial void LogNotSent(string targetId, Exception e);
}

/// <summary>Hands on what hubs have to tell.</summary>
public sealed class HubNoticeMove(HubsTable hubs, OutboxTable outbox)
{
    private const int MostAtOnce = 1_000;

    /// <summary>Into the outbox first: after a crash in between it is handed on again, under the same id.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var row in await hubs.NoticesAsync(MostAtOnce, cancel))
        {
            var key = row.RowKey;
            row.RowKey = HubsTable.NoticeIdOf(key);
            await outbox.AnnounceAsync(row, cancel);
            await hubs.ForgetNoticeAsync(key, cancel);
        }
    }
}

/// <summary>Deletes old notifications.</summary>
public sealed class OldNotifications(NotificationTargetsTable targets, OutboxDeliveries deliveries, TimeProvider clock, IOptions<NotificationOptions> options)
{
    private const int MostAtOnce = 1_000;

    private static readonly TimeSpan between = TimeSpan.FromHours(1);

    private DateTimeOffset next;

    /// <summary>Deletes what is past its time, about once an hour.</summary>
    public async Task PurgeAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now < next)
            return;
        next = now + between;
        // Who has anything first: a target is there before anything of it is.
        var having = await deliveries.ListTargetsAsync(cancel);
        var standing = (await targets.ListAsync(cancel)).Select(target => target.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var target in standing)
            await deliveries.PurgeAsync(target, now - options.Value.KeepDelivered, now - options.Value.KeepDeadLetters, MostAtOnce, cancel);
        // A round that had read the targets before one was deleted may have added something after.
        foreach (var gone in having.Where(target => !standing.Contains(target)))
            await deliveries.DeleteAllAsync(gone, cancel);
    }
}
