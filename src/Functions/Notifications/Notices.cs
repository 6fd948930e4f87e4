using Seatkeeper.Contracts;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Hubs;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.Notifications;

/// <summary>Tells what no row of a task or hub shows by itself.</summary>
public sealed class Notices(OutboxTable outbox, TimeProvider clock)
{
    private const int LongestReason = 500;

    /// <summary>
    /// Tells the Owners of a hub something that they have to know at once, for example that it was taken over. Call it before the
    /// last write of what is done: repeated with the same id, it is told once.
    /// </summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Names what was done for good; letters, digits and <c>-_.:</c>.</param>
    /// <param name="what">What was done.</param>
    /// <param name="byName">Who did it.</param>
    /// <param name="reason">Why, in their words.</param>
    /// <param name="cancel">Ends the call.</param>
    public Task OwnersToldAsync(Hub hub, string id, OwnersWord what, string? byName, string? reason, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var word = new NotificationWord(NotificationEvents.NameOf(what), byName, reason is { Length: > LongestReason } ? reason[..LongestReason] : reason);
        return outbox.AnnounceAsync(HubNotices.WordOf(hub, $"{hub.Id}:{id}", word, clock.GetUtcNow()), cancel);
    }
}
