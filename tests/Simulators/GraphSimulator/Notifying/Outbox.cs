using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Journaling;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Notifying;

/// <summary>How many notifications are in which state.</summary>
public sealed record OutboxCounts(int Waiting, int Sending, int Delivered, int Lost, int GivenUp);

/// <summary>What is to be sent, what was, and what was lost. Guarded by the world's gate.</summary>
public sealed class Outbox : IDisposable
{
    private readonly SimWorld world;
    private readonly NotificationSender sender;
    private readonly List<Notification> all = [];

    internal Outbox(SimWorld world)
    {
        this.world = world;
        sender = new NotificationSender(world, GiveUp);
    }

    internal IReadOnlyList<Notification> All => all;

    public OutboxCounts Counts()
    {
        int Of(NotificationState state) => all.Count(n => n.State == state);
        return new OutboxCounts(Of(NotificationState.Waiting), Of(NotificationState.Sending), Of(NotificationState.Delivered), Of(NotificationState.Lost), Of(NotificationState.GivenUp));
    }

    /// <summary>Queues a change for everybody who subscribed to it; <see cref="Flush"/> sends it.</summary>
    internal void Announce(Change change)
    {
        foreach (var subscription in world.Subscriptions.Live(world.Clock.Now))
        {
            if (!subscription.Resource.Sees(change) || !subscription.ChangeTypes.Contains(NotificationBodies.TypeOf(change.Kind), StringComparer.Ordinal)) continue;
            var notification = Queue(subscription, subscription.NotificationUrl, NotificationBodies.TypeOf(change.Kind), NotificationBodies.OfChange(world, subscription, change), change.Subject.Id);
            if (subscription.Paused) Lose(notification, "paused");
            else if (world.Delivery.DropNext > 0)
            {
                world.Delivery = world.Delivery with { DropNext = world.Delivery.DropNext - 1 };
                Lose(notification, "dropped");
            }
        }
    }

    /// <summary>Queues a lifecycle notification; false where the subscription has no address for it.</summary>
    internal bool Tell(Subscription subscription, string lifecycleEvent)
    {
        if (subscription.LifecycleNotificationUrl is not { } url) return false;
        Queue(subscription, url, lifecycleEvent, NotificationBodies.OfLifecycle(world, subscription, lifecycleEvent), subject: null);
        return true;
    }

    /// <summary>Sends what waits, unless everything is held.</summary>
    internal void Flush()
    {
        if (!world.Delivery.Held) Send(all.Where(n => n.State == NotificationState.Waiting), world.Delivery.Copies);
    }

    /// <summary>Sends these now, held or not, and again if they were sent before.</summary>
    internal void Send(IEnumerable<Notification> some, int copies)
    {
        var batches = new List<List<Notification>>();
        var open = new Dictionary<string, List<Notification>>(StringComparer.Ordinal);
        foreach (var notification in some.SelectMany(n => Enumerable.Repeat(n, copies)).ToList())
        {
            var key = world.Delivery.Mixed ? notification.Url : $"{notification.Url} {notification.SubscriptionId}";
            if (!open.TryGetValue(key, out var batch) || batch.Count >= world.Delivery.Batch) batches.Add(open[key] = batch = []);
            batch.Add(notification);
            notification.State = NotificationState.Sending;
        }

        foreach (var batch in batches) sender.Send(batch[0].Url, batch);
    }

    internal void Lose(Notification notification, string why)
    {
        notification.State = NotificationState.Lost;
        NoteLost(notification, why);
    }

    /// <summary>Ends when nothing is being sent any more; false where that takes too long. What is held does not count.</summary>
    public Task<bool> SettledAsync(TimeSpan limit, CancellationToken cancel) => sender.IdleAsync(limit, cancel);

    public void Dispose() => sender.Dispose();

    private Notification Queue(Subscription subscription, string url, string what, JsonObject body, string? subject)
    {
        var notification = new Notification
        {
            Number = all.Count + 1,
            Url = url,
            SubscriptionId = subscription.Id,
            Event = what,
            IsLifecycle = body.ContainsKey("lifecycleEvent"),
            Subject = subject,
            Body = body,
        };
        all.Add(notification);
        return notification;
    }

    /// <summary>What nobody took is lost, and may be owned up to.</summary>
    private void GiveUp(IReadOnlyList<Notification> batch)
    {
        foreach (var notification in batch)
        {
            notification.State = NotificationState.GivenUp;
            NoteLost(notification, "givenUp");
        }

        if (!world.Delivery.TellsMissed) return;
        foreach (var id in batch.Where(n => !n.IsLifecycle).Select(n => n.SubscriptionId).Distinct(StringComparer.Ordinal).ToList())
        {
            if (world.Subscriptions.Find(id, world.Clock.Now) is { } subscription) Tell(subscription, "missed");
        }

        Flush();
    }

    private void NoteLost(Notification notification, string why) => world.Note(new JournalEntry
    {
        Kind = JournalKind.Lost,
        Name = why,
        Target = notification.SubscriptionId,
        Detail = new JsonObject { ["number"] = notification.Number, ["event"] = notification.Event, ["subject"] = notification.Subject },
    });
}
