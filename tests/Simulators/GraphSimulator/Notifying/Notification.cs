using System.Globalization;
using System.Text.Json.Nodes;
using Seatkeeper.GraphSimulator.Model;
using Seatkeeper.GraphSimulator.Subscribing;
using Seatkeeper.GraphSimulator.Worlds;

namespace Seatkeeper.GraphSimulator.Notifying;

public enum NotificationState
{
    Waiting,
    Sending,
    Delivered,

    /// <summary>Never sent.</summary>
    Lost,

    /// <summary>Sent as often as it is tried, and never taken.</summary>
    GivenUp,
}

/// <summary>One notification of one subscription.</summary>
internal sealed class Notification
{
    public required long Number { get; init; }
    public required string Url { get; init; }
    public required string SubscriptionId { get; init; }

    /// <summary>updated, deleted, or the event of a lifecycle notification.</summary>
    public required string Event { get; init; }

    public bool IsLifecycle { get; init; }

    /// <summary>The object that changed.</summary>
    public string? Subject { get; init; }

    public required JsonObject Body { get; init; }
    public NotificationState State { get; set; }
    public int Attempts { get; set; }
    public int? Status { get; set; }
}

/// <summary>What notifications say.</summary>
internal static class NotificationBodies
{
    /// <summary>The change type by which a change is announced: whatever can be restored was only updated.</summary>
    public static string TypeOf(ChangeKind kind) => kind == ChangeKind.Deleted ? "deleted" : "updated";

    public static JsonObject OfChange(SimWorld world, Subscription subscription, Change change)
    {
        var type = change.Subject is DirectoryUser ? "User" : "Group";
        var path = $"{type}s/{change.Subject.Id}";
        var data = new JsonObject
        {
            ["@odata.type"] = $"#Microsoft.Graph.{type}",
            ["@odata.id"] = path,
            ["id"] = change.Subject.Id,
            ["organizationId"] = world.App.TenantId,
            ["eventTime"] = Time(change.At),
            ["sequenceNumber"] = change.Seq,
        };
        if (change.Members.Count > 0 && world.Delivery.MembersTold) data["members@delta"] = new JsonArray([.. change.Members.Select(member => (JsonNode)Member(member))]);
        var body = Head(world, subscription);
        body["changeType"] = TypeOf(change.Kind);
        body["resource"] = path;
        body["resourceData"] = data;
        return body;
    }

    public static JsonObject OfLifecycle(SimWorld world, Subscription subscription, string lifecycleEvent)
    {
        var body = Head(world, subscription);
        body["lifecycleEvent"] = lifecycleEvent;
        return body;
    }

    /// <summary>In notifications the mark of a removed member is a word, not an object as it is in delta.</summary>
    private static JsonObject Member(MemberChange change)
    {
        var member = new JsonObject { ["id"] = change.Member.Id };
        if (change.Removed) member["@removed"] = "deleted";
        return member;
    }

    private static JsonObject Head(SimWorld world, Subscription subscription) => new()
    {
        ["subscriptionId"] = subscription.Id,
        ["subscriptionExpirationDateTime"] = Time(subscription.ExpiresAt),
        ["clientState"] = subscription.ClientState,
        ["tenantId"] = world.App.TenantId,
    };

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffffffK", CultureInfo.InvariantCulture);
}
