using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Journaling;

namespace Seatkeeper.GraphSimulator.Subscribing;

/// <summary>Subscriptions that are there: listed, renewed, reauthorized, deleted.</summary>
internal static class SubscriptionCalls
{
    public static SimAnswer List(GraphCall call)
    {
        var live = call.World.Subscriptions.Live(call.World.Clock.Now).ToList();
        var (from, size) = (int.TryParse(call.Option("skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var passed) ? passed : 0, call.World.Options.PageSize);
        var answer = new JsonObject { ["@odata.context"] = $"{call.Root}/$metadata#subscriptions" };
        if (from + size < live.Count) answer["@odata.nextLink"] = string.Create(CultureInfo.InvariantCulture, $"{call.Root}/subscriptions?$skiptoken={from + size}");
        answer["value"] = new JsonArray([.. live.Skip(from).Take(size).Select(s => (JsonNode)Show(s, withState: false))]);
        return SimAnswer.Ok(answer);
    }

    public static SimAnswer Get(GraphCall call) =>
        Find(call) is { } subscription ? SimAnswer.Ok(Entity(call, subscription, withState: false)) : NotFound();

    public static SimAnswer Renew(GraphCall call)
    {
        if (Find(call) is not { } subscription) return NotFound();
        subscription.ExpiresAt = SubscriptionRules.Expiration(call.World, call.Json() ?? []);
        subscription.Paused = false;
        Note(call, "renewed", subscription);
        return SimAnswer.Ok(Entity(call, subscription, withState: false));
    }

    public static SimAnswer Reauthorize(GraphCall call)
    {
        if (Find(call) is not { } subscription) return NotFound();
        subscription.Paused = false;
        Note(call, "reauthorized", subscription);
        return new SimAnswer(204);
    }

    public static SimAnswer Delete(GraphCall call)
    {
        if (Find(call) is not { } subscription) return NotFound();
        call.World.Subscriptions.Remove(subscription.Id);
        Note(call, "deleted", subscription);
        return new SimAnswer(204);
    }

    /// <summary>The subscription as a single answer. The client state is told to nobody but who made it.</summary>
    public static JsonObject Entity(GraphCall call, Subscription subscription, bool withState)
    {
        var shown = Show(subscription, withState);
        shown.Insert(0, "@odata.context", JsonValue.Create($"{call.Root}/$metadata#subscriptions/$entity"));
        return shown;
    }

    public static void Note(GraphCall call, string what, Subscription subscription) => call.World.Note(new JournalEntry
    {
        Kind = JournalKind.Subscription,
        Name = what,
        Target = subscription.Id,
        Detail = new JsonObject { ["resource"] = subscription.Resource.Path, ["expiresAt"] = subscription.ExpiresAt },
    });

    private static JsonObject Show(Subscription subscription, bool withState) => new()
    {
        ["id"] = subscription.Id,
        ["resource"] = subscription.Resource.Path,
        ["applicationId"] = subscription.ApplicationId,
        ["changeType"] = string.Join(',', subscription.ChangeTypes),
        ["clientState"] = withState ? subscription.ClientState : null,
        ["notificationUrl"] = subscription.NotificationUrl,
        ["notificationQueryOptions"] = null,
        ["lifecycleNotificationUrl"] = subscription.LifecycleNotificationUrl,
        ["expirationDateTime"] = subscription.ExpiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["creatorId"] = subscription.ApplicationId,
        ["includeResourceData"] = null,
        ["latestSupportedTlsVersion"] = "v1_2",
        ["encryptionCertificate"] = null,
        ["encryptionCertificateId"] = null,
        ["notificationUrlAppId"] = null,
    };

    private static Subscription? Find(GraphCall call) => call.World.Subscriptions.Find(call.Id, call.World.Clock.Now);

    private static SimAnswer NotFound() => SimAnswer.Error(404, "ResourceNotFound", "The object was not found.");
}
