using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Graph;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Limiting;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>
/// Takes notifications: recognizes them, stores those of our own subscriptions by one insert a request, and only then says that it has
/// them. What they mean is worked off later. A notification only says that it is time to look, so that one that comes twice does no harm.
/// </summary>
public sealed partial class NotificationIntake(KnownSubscriptions known, GraphInboxTable inbox, IOptions<GraphOptions> options, TimeProvider clock, ILogger<NotificationIntake> logger)
{
    /// <summary>The name of the meter of notifications.</summary>
    internal const string Meters = "Seatkeeper.Graph";

    private const string WrongTenant = "wrongTenant";
    private const string Unreadable = "unreadable";
    private const string Late = "late";

    // Graph takes an answer within 3 seconds, sends again for hours what was answered with an error, and drops notifications of who is slow
    // ("Receive change notifications through webhooks", HTTP codes and retry logic; Throttling). So a no in time is better than a late yes.
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(2.5);

    // Of that. Whoever sends more slowly is refused, and leaves storage its time: so nobody's slowness is taken for storage's.
    private static readonly TimeSpan longestBody = TimeSpan.FromSeconds(1);

    private static readonly Meter meter = new(Meters);
    private static readonly Counter<long> counter = meter.CreateCounter<long>("seatkeeper.graph.notifications", "{notification}", "Notifications by what became of them.");

    // Graph sends less, and in the end nothing, to who answers late. An alert looks at the longest: so only what Graph sent counts, and what
    // storage did not answer; how long anybody else's request took is theirs to say.
    private static readonly Histogram<double> duration = meter.CreateHistogram<double>("seatkeeper.graph.webhook.duration", "s", "From the coming of a request of Graph's to its answer, stored or given up.");

    private readonly RareLines lines = new(clock);

    /// <summary>Takes one request.</summary>
    /// <exception cref="RefusedException">It cannot be read, or nothing in it is of a subscription of ours.</exception>
    /// <exception cref="AppFailureException">It could not be stored in time.</exception>
    public async Task<IResult> TakeAsync(HttpRequest request, bool isLifecycle, CancellationToken cancel)
    {
        if (!options.Value.IsConnected)
            throw new RefusedException(RefusalKind.NotFound, "No Microsoft Entra tenant is connected.");
        if (ValidationEcho.Of(request) is { } echo)
            return echo;
        var from = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var sent = NotificationBody.Read(await ReadAsync(request, cancel));
        try
        {
            if (await StoreAsync(sent, isLifecycle, either.Token) > 0)
                duration.Record(clock.GetElapsedTime(from).TotalSeconds);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            duration.Record(clock.GetElapsedTime(from).TotalSeconds);
            // What was stored all the same is there twice once Graph sends it again, which does no harm.
            throw new AppFailureException(new Failure(FailureKind.StorageUnavailable, Detail: "Storage did not answer in time: send it again."), e);
        }

        return Results.Accepted();
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(longestBody, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await RequestBody.ReadBytesAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // A stranger's, or Graph's where the instance is busy: nobody has read whose.
            Count(1, Late);
            Tell(Late);
            throw new RefusedException(RefusalKind.Invalid, "The body did not come in time: send it again.");
        }
    }

    // How many of them are of our own subscriptions.
    private async Task<int> StoreAsync(IReadOnlyList<SentNotification> sent, bool isLifecycle, CancellationToken cancel)
    {
        var entries = new List<InboxEntry>(sent.Count);
        foreach (var notification in sent)
        {
            var (entry, fault) = await RecognizeAsync(notification, isLifecycle, cancel);
            if (entry is not null)
                entries.Add(entry);
            if (fault is null)
                continue;
            Count(1, fault);
            Tell(fault);
        }

        if (entries.Count == 0 && sent.Count > 0)
            throw new RefusedException(RefusalKind.NotAllowed, "None of the notifications is of a subscription of this app.");
        await inbox.AddAsync([.. entries.DistinctBy(entry => (entry.Kind, entry.Id, entry.Subscription))], clock.GetUtcNow(), cancel);
        Count(entries.Count, "taken");
        return entries.Count;
    }

    private async Task<(InboxEntry? Entry, string? Fault)> RecognizeAsync(SentNotification sent, bool isLifecycle, CancellationToken cancel)
    {
        var (subscription, fault) = await known.FindAsync(sent, cancel);
        if (subscription is null || fault is not null)
            return (null, fault);
        if (!sent.TenantId.Equals(options.Value.TenantId, StringComparison.OrdinalIgnoreCase))
            return (null, WrongTenant);
        if (isLifecycle)
            return sent.LifecycleEvent is { } what && LifecycleEvents.IsKnown(what) ? (new InboxEntry(what, subscription.Hash, subscription.Hash, sent.Id), null) : (null, Unreadable);
        return sent is { ObjectId: { } id, LifecycleEvent: null } ? (new InboxEntry(subscription.Resource, id, subscription.Hash, sent.Id), null) : (null, Unreadable);
    }

    private static void Count(int notifications, string outcome)
    {
        if (notifications > 0)
            counter.Add(notifications, new KeyValuePair<string, object?>("outcome", outcome));
    }

    // One line a minute for each reason: whoever sends thousands of forged ones fills no log. The counter has them all.
    private void Tell(string fault)
    {
        if (lines.IsDue(fault))
            LogRefused(fault);
    }

    [LoggerMessage(LogLevel.Warning, "Notifications of Microsoft Graph are refused: {Fault}")]
    private partial void LogRefused(string fault);
}

/// <summary>What Graph tells of subscriptions themselves.</summary>
internal static class LifecycleEvents
{
    public const string Reauthorize = "reauthorizationRequired";
    public const string Removed = "subscriptionRemoved";
    public const string Missed = "missed";

    public static bool IsKnown(string what) => what is Reauthorize or Removed or Missed;
}
