using System.Globalization;
using System.Text.Json;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.GraphWebhooks;

/// <summary>One notification as it was sent. Nothing of it is believed yet.</summary>
/// <param name="SubscriptionId">The subscription that it names.</param>
/// <param name="ClientState">What it brings along to be recognized by.</param>
/// <param name="TenantId">The tenant that it names.</param>
/// <param name="ObjectId">What changed; null where that is no object id, or nothing changed.</param>
/// <param name="LifecycleEvent">What happened to the subscription itself; null where nothing did.</param>
/// <param name="Id">Names the notification, by its id where Graph gives it one.</param>
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
            NameOf(sent) ?? subscription);
    }

    // What tells it from every other: its own id, or else its number, or what it is about and when that happened.
    private static string? NameOf(JsonElement sent)
    {
        if (Text(sent, "id") is { Length: > 0 } id)
            return id;
        var data = sent.TryGetProperty("resourceData", out var about) && about.ValueKind == JsonValueKind.Object ? about : sent;
        if ((Number(sent, "sequenceNumber") ?? Number(data, "sequenceNumber")) is { } number)
            return number.ToString(CultureInfo.InvariantCulture);
        return (Text(sent, "eventTime") is { Length: > 0 } at ? at : Text(data, "eventTime")) is { Length: > 0 } happened ? $"{Text(sent, "resource")} {happened}".TrimStart() : null;
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

    private static long? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static RefusedException Invalid() => new(RefusalKind.Invalid, "The body is no collection of notifications: it has to be JSON with an array named value.");
}
