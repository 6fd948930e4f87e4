using Seatkeeper.Contracts;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Domain.Notifying;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Notifications;
using Seatkeeper.Functions.Storage;

namespace Seatkeeper.Functions.NotificationTargets;

/// <summary>Checks wishes for new targets.</summary>
public sealed class TargetWishes(NotificationTargetsTable targets, WebhookConnections connections)
{
    private const int MostOfOne = 20;

    /// <summary>Names every field that breaks a rule; where a host leads is looked up only for an address that breaks none.</summary>
    public async Task CheckAsync(CreateNotificationTargetRequest wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var errors = new FieldErrors();
        if (connections.Addresses.BrokenRule(wish.Url) is { } rule)
            errors.Add("url", rule);
        else if (!await connections.MayLeadAsync(new Uri(wish.Url ?? ""), cancel))
            errors.Add("url", WebhookAddresses.PrivateRule);
        if (wish.Events is { } events && (events.Count == 0 || events.Any(name => NotificationEvents.Find(name) is null)))
            errors.Add("events", $"must be left away, or hold one or more of {string.Join(", ", NotificationEvents.Chosen.Select(NotificationEvents.NameOf))}.");
        if (wish.Label is { } label && (label.Trim().Length is 0 or > 80 || label.Any(char.IsControl)))
            errors.Add("label", "must be 1 to 80 characters, without control characters.");
        errors.ThrowIfAny();
        if ((await targets.ListAsync(cancel)).Count(target => target.HubId == wish.HubId) >= MostOfOne)
            throw new RefusedException(RefusalKind.StageNotAllowed, $"There are {MostOfOne} targets already; delete one first.");
    }

    /// <summary>The events that a wish names; all where it names none.</summary>
    public static IReadOnlyList<NotificationEvent> EventsOf(CreateNotificationTargetRequest wish)
    {
        ArgumentNullException.ThrowIfNull(wish);
        return wish.Events is { } named ? [.. named.Select(NotificationEvents.Find).OfType<NotificationEvent>().Distinct()] : NotificationEvents.Chosen;
    }
}
