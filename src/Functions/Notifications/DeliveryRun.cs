using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.NotificationTargets;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Sends what is due to one target.</summary>
public sealed partial class DeliveryRun(
    TargetBook book, OutboxDeliveries deliveries, WebhookSender sender, IOptions<NotificationOptions> options, ILogger<DeliveryRun> logger)
{
    /// <summary>Calls of one target that may fail in a row before it is left alone until the next run.</summary>
    private const int MostFailures = 3;

    /// <summary>How long a target may keep a round: what is left is for the next one.</summary>
    private static readonly TimeSpan longestTurn = TimeSpan.FromSeconds(45);

    /// <summary>How much longer than a call an instance has a delivery to itself.</summary>
    private static readonly TimeSpan slack = TimeSpan.FromMinutes(1);

    /// <summary>Sends, the oldest first.</summary>
    public async Task RunAsync(NotificationTarget target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        var began = book.Now;
        var due = await deliveries.DueAsync(target.Id, began, options.Value.CallsPerRun, cancel);
        if (due.Count == 0)
            return;
        var secret = await sender.SecretOfAsync(target, cancel);
        var news = new TargetNews();
        var failures = 0;
        foreach (var delivery in due)
        {
            if (await deliveries.ClaimAsync(delivery, book.Now + options.Value.Timeout + slack, cancel) is not { } mine)
                continue;
            var outcome = await sender.SendAsync(target, secret, mine, cancel);
            await RecordAsync(target, mine, outcome, cancel);
            news = outcome.Delivered ? news with { DeliveredAt = book.Now } : news with { FailedAt = book.Now, Failure = outcome.Failure };
            failures = outcome.Delivered ? 0 : failures + 1;
            if (outcome.IsGone || failures == MostFailures || book.Now > began + longestTurn)
                break;
        }
        await book.NoteAsync(target, news, cancel);
    }

    private async Task RecordAsync(NotificationTarget target, Delivery delivery, CallOutcome outcome, CancellationToken cancel)
    {
        if (outcome.Delivered)
        {
            await deliveries.DeliveredAsync(delivery, book.Now, cancel);
            return;
        }
        var failed = delivery with { Attempts = delivery.Attempts + 1, LastFailure = outcome.Failure };
        LogFailed(delivery.Id, target.Id, target.Host, outcome.Failure);
        if (outcome.IsGone)
        {
            await deliveries.GiveUpAsync(failed, book.Now, cancel);
            await book.DisableAsync(target, cancel);
            return;
        }
        var next = RetrySchedule.Next(failed.Attempts, book.Now, delivery.MadeAt + options.Value.GiveUpAfter, outcome.RetryAfter, Random.Shared.NextDouble());
        if (next is { } at)
            await deliveries.PostponeAsync(failed with { NextAt = at }, cancel);
        else
            await deliveries.GiveUpAsync(failed, book.Now, cancel);
    }

    // Whatever the reason was: an alert counts these lines (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Delivery {DeliveryId} could not be delivered to target {TargetId} at {Host}: {Failure}")]
    private partial void LogFailed(string deliveryId, string targetId, string host, string? failure);
}
