using Microsoft.Extensions.Logging;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Activity;
using Seatkeeper.Functions.DailyCheck;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.GroupEvents;

/// <summary>Notices a subscription that says nothing although groups, or people, change: it is made anew, and Owners of the hubs are told.</summary>
public sealed partial class SilentSubscriptions(SubscriptionsTable table, SubscriptionCare care, SubscriptionTimes times, SilenceNews news, ILogger<SilentSubscriptions> logger)
{
    /// <summary>The time.</summary>
    public DateTimeOffset Now => times.Clock.GetUtcNow();

    /// <summary>Holds what change tracking found against what notifications told.</summary>
    /// <param name="last">The round or look before, of groups or of people.</param>
    /// <param name="changed">Whether they changed since.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>Since when it is waited for a notification; null where it is not.</returns>
    internal async Task<DateTimeOffset?> JudgeAsync(DirectoryCheckpoint last, bool changed, CancellationToken cancel)
    {
        // One that was made since that may have missed what changed before it.
        var subscription = (await table.ListAsync(cancel)).FirstOrDefault(row => row.Resource == last.Subject && row.Id is not null);
        if (subscription is null || last.FoundUpTo is not { } before || subscription.CreatedAt >= before)
            return null;
        // Change tracking shows a change minutes after it happened, and shows some again: what was heard before the last look may be the very
        // notification of what this one found.
        if (subscription.HeardAt >= (last.SilentSince ?? before) - times.Patience)
            return null;
        if ((last.SilentSince ?? (changed ? Now : null)) is not { } since)
            return null;
        if (Now - since < times.Patience)
            return since;
        LogSilent(subscription.Id ?? "", subscription.Resource, since);
        await care.ReplaceAsync(subscription.Hash, cancel);
        await news.TellAsync(subscription, since, cancel);
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "Subscription {SubscriptionId} to {Resource} said nothing of changes since {Since}; it is made anew")]
    private partial void LogSilent(string subscriptionId, string resource, DateTimeOffset since);
}

/// <summary>Tells of a subscription that was silent.</summary>
public sealed class SilenceNews(ActivityTable activity, Notices notices, HubsTable hubs, FollowedGroups followed)
{
    private static readonly string told = NotificationEvents.NameOf(OwnersWord.GroupNotificationsSilent);

    /// <summary>In the activity, and to the Owners of every hub that is mapped to a group.</summary>
    public async Task TellAsync(GraphSubscription silent, DateTimeOffset since, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(silent);
        var who = StartDailyCheck.Seatkeeper;
        var changed = silent.Resource == SubscriptionCare.Users ? "People" : "Groups";
        var reason = $"{changed} changed and Microsoft Graph notified nobody. The changes were found by looking, and the subscription was made anew.";
        await activity.AppendAsync(null, new ActivityEntry($"{told}:{silent.Id}", since, who.Id, who.Name, told, silent.Resource, Before: silent.Id, After: reason), cancel);
        foreach (var hubId in await followed.HubsAsync(cancel))
        {
            if (await hubs.GetAsync(hubId, cancel) is { } hub)
                await notices.OwnersToldAsync(hub, $"{told}-{silent.Id}", OwnersWord.GroupNotificationsSilent, who.Name, reason, cancel);
        }
    }
}
