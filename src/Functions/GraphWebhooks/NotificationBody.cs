using System.Text.Json;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>One notification as it was sent. Nothing of it is believed yet.</summary>
/// <param name="SubscriptionId">The subscription that it names.</param>
/// <param name="ClientState">What it brings along to be recognized by.</param>
/// <param name="TenantId">The tenant that it names.</param>
/// <param name="ObjectId">What changed; null where that is no object id, or nothing changed.</param>
/// <param name="LifecycleEvent">What happened to the subscription itself; null where nothing did.</param>
/// <param name="Id">Names the notification, where Graph gives it a name.</param>
internal sealed record SentNotification(string SubscriptionId, string ClientState, string TenantId, string? ObjectId, string? LifecycleEvent, string Id)
{
    /// <inheritdoc />
    public override string ToString() => $"{nameof(SentNotification)} {{ SubscriptionId = {SubscriptionId} }}";
}

/// <summary>Reads what Graph sends. Its fields become more with time, so that unknown ones are passed over.</summary>
internal static class NotificationBody
{
    private const int MostNotifications = 1_000;
    private const int LongestText = 256;

    public static IReadOnlyList<SentNotification> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Array)
                throw Invalid();
            if (value.GetArrayLength() > MostNotifications)
                throw new RefusedException(RefusalKind.TooLarge, $"A request may hold at most {MostNotifications} notifications.");
            return [.. value.EnumerateArray().Select(One)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid();
        }
    }

    private static SentNotification One(JsonElement sent)
    {
        if (sent.ValueKind != JsonValueKind.Object)
            throw Invalid();
        var subscription = Text(sent, "subscriptionId");
        return new SentNotification(
            subscription, Text(sent, "clientState"), Text(sent, "tenantId"), ObjectId(sent), Text(sent, "lifecycleEvent") is { Length: > 0 } what ? what : null,
            Text(sent, "id") is { Length: > 0 } id ? id : subscription);
    }

    private static string? ObjectId(JsonElement sent)
    {
        var id = sent.TryGetProperty("resourceData", out var data) && data.ValueKind == JsonValueKind.Object ? Text(data, "id") : "";
        if (id.Length == 0)
            id = Text(sent, "resource").Split('/').ElementAtOrDefault(1) ?? "";
        return Guid.TryParse(id, out var parsed) ? parsed.ToString("D") : null;
    }

    private static string Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= LongestText } text ? text : "";

    private static RefusedException Invalid() => new(RefusalKind.Invalid, "The body is no collection of notifications: it has to be JSON with an array named value.");
}
