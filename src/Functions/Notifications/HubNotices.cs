using System.Globalization;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Hubs;

namespace Seatkeeper.Functions.Notifications;

/// <summary>What is told of hubs. It is stored in one transaction with the hub, so that neither is there without the other.</summary>
internal static class HubNotices
{
    /// <summary>What a new version of a hub has to tell, held against the version that it takes the place of.</summary>
    public static IReadOnlyList<Notice> Of(Hub hub, DateTimeOffset now)
    {
        if (hub.Before is not { } before)
            return [];
        // The same changes as the activity tells: one log is the source of both.
        var notices = hub.Attention.Untold.Where(change => change.Number > before.Attentions).Select(change => AttentionOf(hub, change, now)).ToList();
        if (hub.Rules.Guard is { Pending: not null, PendingFrom: { } from } guard && guard != before.Guard)
            notices.Add(WordOf(hub, $"{hub.Id}:guard:{Ticks(from)}", new NotificationWord(NotificationEvents.NameOf(OwnersWord.GuardLooseningAsked), hub.ChangedBy, InForceFrom: from), now));
        return notices;
    }

    /// <summary>Something that Owners of a hub have to know at once.</summary>
    public static Notice WordOf(Hub hub, string id, NotificationWord word, DateTimeOffset now) => new(
        NotificationEvent.OwnersTold,
        new NotificationMessage(id, NotificationEvents.NameOf(NotificationEvent.OwnersTold), now, HubOf(hub), Told: word, Link: $"/api/v1/activity?hubId={hub.Id}"));

    private static Notice AttentionOf(Hub hub, AttentionChange change, DateTimeOffset now)
    {
        var attention = change is { After: { } reason, Kind: { } kind }
            ? new NotificationAttention(change.Before is null ? AttentionTurn.Entered : AttentionTurn.ReasonChanged, reason, change.At, TaskNotices.FailureOf(new Failure(kind)))
            : new NotificationAttention(AttentionTurn.Recovered, change.Before ?? default, change.BeforeSince ?? change.At);
        var id = string.Create(CultureInfo.InvariantCulture, $"{hub.Id}:attention:{change.Number}");
        return new Notice(
            NotificationEvent.AttentionChanged,
            new NotificationMessage(id, NotificationEvents.NameOf(NotificationEvent.AttentionChanged), now, HubOf(hub), Attention: attention, Link: $"/api/v1/hubs/{hub.Id}"));
    }

    private static NotificationHub HubOf(Hub hub) => new(hub.Id, hub.Label);

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
