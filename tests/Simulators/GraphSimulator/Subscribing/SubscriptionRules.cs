using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Hosting;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Subscribing;

/// <summary>What a subscription has to be like. Where the documentation gives no message, ours says what is wrong.</summary>
internal static class SubscriptionRules
{
    private const int LongestClientState = 128;

    private static readonly string[] ChangeTypes = ["updated", "deleted"];

    /// <summary>Reads the body of a request to subscribe, or ends the request with what is wrong with it.</summary>
    public static Subscription Read(GraphCall call, JsonObject body)
    {
        var world = call.World;
        var path = Required(body, "resource");
        var resource = WatchedResource.Parse(path) ?? throw Invalid($"Resource '{path}' is not supported.");
        var clientState = Text(body, "clientState");
        if (clientState?.Length > LongestClientState) throw Invalid($"clientState is longer than {LongestClientState} characters.");
        if (body["includeResourceData"]?.GetValueKind() == System.Text.Json.JsonValueKind.True) throw Invalid($"Resource '{path}' does not support notifications with resource data.");
        var subscription = new Subscription
        {
            Id = Guid.NewGuid().ToString(),
            Resource = resource,
            ChangeTypes = Types(Required(body, "changeType")),
            NotificationUrl = Address(world, Required(body, "notificationUrl"), "notificationUrl"),
            LifecycleNotificationUrl = Text(body, "lifecycleNotificationUrl") is { } lifecycle ? Address(world, lifecycle, "lifecycleNotificationUrl") : null,
            ClientState = clientState,
            ApplicationId = world.App.ClientId,
            ExpiresAt = Expiration(world, body),
        };
        if (resource.Id is { } id && !IsThere(world, resource.Kind, id)) throw new GraphErrorException(SimAnswer.Error(404, "ResourceNotFound", $"Resource '{path}' was not found."));
        if (world.Subscriptions.Live(world.Clock.Now).Count >= world.Options.SubscriptionLimit)
            throw new GraphErrorException(SimAnswer.Error(403, "Forbidden", $"The app has reached the limit of {world.Options.SubscriptionLimit} subscriptions in this tenant."));
        return subscription;
    }

    /// <summary>Reads when a subscription is to end.</summary>
    public static DateTimeOffset Expiration(SimWorld world, JsonObject body)
    {
        var text = Required(body, "expirationDateTime");
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiration)) throw Invalid($"expirationDateTime '{text}' is no time.");
        if (expiration <= world.Clock.Now) throw Invalid("expirationDateTime lies in the past.");
        var most = world.Options.SubscriptionMinutes;
        if (expiration - world.Clock.Now > TimeSpan.FromMinutes(most))
            throw GraphErrorException.BadRequest($"Subscription expiration can only be {most.ToString(CultureInfo.InvariantCulture)} minutes in the future.", "ExtensionError");
        return expiration;
    }

    /// <summary>True where the simulator may send there: nothing that runs here reaches another machine.</summary>
    public static bool IsLoopback(Uri address) =>
        address.Host is "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static List<string> Types(string text)
    {
        var types = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(type => type.ToLowerInvariant()).ToList();
        if (types.Count == 0 || types.Exists(type => !ChangeTypes.Contains(type, StringComparer.Ordinal)))
            throw GraphErrorException.BadRequest($"Operation: Create; Exception: [Status Code: BadRequest; Reason: Invalid 'changeType' attribute: '{text}'.]", "ExtensionError");
        return types;
    }

    private static string Address(SimWorld world, string text, string field)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw Invalid($"{field} is no address.");
        if (address.Scheme == "http" && world.Options.RequireHttps) throw Invalid($"{field} must use the HTTPS protocol.");
        return IsLoopback(address) ? text : throw Invalid($"{field}: this simulator notifies addresses of the loopback only.");
    }

    private static bool IsThere(SimWorld world, string kind, string id) =>
        kind == "user" ? world.Tenant.FindUser(id) is { IsLive: true } : world.Tenant.FindGroup(id) is { IsLive: true };

    private static string Required(JsonObject body, string field) => Text(body, field) is { Length: > 0 } text ? text : throw Invalid($"{field} is a required property for subscription creation.");

    private static string? Text(JsonObject body, string field) => body[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static GraphErrorException Invalid(string message) => GraphErrorException.BadRequest(message, "InvalidRequest");
}
