using System.Globalization;
using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Hubs;
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
        var notices = new List<Notice>();
        // Whose hub goes away is asked nothing any more, and has not recovered.
        if (hub.Trouble?.Reason != before.Trouble?.Reason && hub.State < HubState.Removing)
            notices.Add(AttentionOf(hub, before.Trouble, now));
        if (hub.Rules.Guard is { Pending: not null, PendingFrom: { } from } guard && guard != before.Guard)
            notices.Add(WordOf(hub, $"{hub.Id}:guard:{Ticks(from)}", new NotificationWord("guardLooseningAsked", hub.ChangedBy, InForceFrom: from), now));
        return notices;
    }

    /// <summary>Something that Owners of a hub have to know at once.</summary>
    public static Notice WordOf(Hub hub, string id, NotificationWord word, DateTimeOffset now) => new(
        NotificationEvent.OwnersTold,
        new NotificationMessage(id, NotificationEvents.NameOf(NotificationEvent.OwnersTold), now, HubOf(hub), Told: word, Link: $"/api/v1/activity?hubId={hub.Id}"));

    private static Notice AttentionOf(Hub hub, HubTrouble? old, DateTimeOffset now)
    {
        var (id, attention) = hub.Trouble is { } trouble
            ? ($"{hub.Id}:{trouble.Reason}:{Ticks(trouble.Since)}", new NotificationAttention(
                old is null ? AttentionTurn.Entered : AttentionTurn.ReasonChanged, trouble.Reason, trouble.Since, TaskNotices.FailureOf(new Failure(trouble.Kind))))
            : ($"{hub.Id}:Recovered:{Ticks(now)}", new NotificationAttention(AttentionTurn.Recovered, old?.Reason ?? default, old?.Since ?? now));
        return new Notice(
            NotificationEvent.AttentionChanged,
            new NotificationMessage(id, NotificationEvents.NameOf(NotificationEvent.AttentionChanged), now, HubOf(hub), Attention: attention, Link: $"/api/v1/hubs/{hub.Id}"));
    }

    private static NotificationHub HubOf(Hub hub) => new(hub.Id, hub.Label);

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
