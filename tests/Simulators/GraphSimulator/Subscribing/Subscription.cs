using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Subscribing;

/// <summary>What a subscription watches.</summary>
/// <param name="Path">As the client wrote it.</param>
/// <param name="Kind">user or group.</param>
/// <param name="Id">The one object, or null for all.</param>
/// <param name="MembersOnly">Only who is in the group.</param>
internal sealed record WatchedResource(string Path, string Kind, string? Id, bool MembersOnly)
{
    /// <summary>Reads users, users/{id}, groups, groups/{id} and groups/{id}/members; null for all else.</summary>
    public static WatchedResource? Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        return (parts[0].ToLowerInvariant(), parts.Length) switch
        {
            ("users", 1) => new WatchedResource(path, "user", Id: null, MembersOnly: false),
            ("users", 2) => new WatchedResource(path, "user", parts[1], MembersOnly: false),
            ("groups", 1) => new WatchedResource(path, "group", Id: null, MembersOnly: false),
            ("groups", 2) => new WatchedResource(path, "group", parts[1], MembersOnly: false),
            ("groups", 3) when parts[2].Equals("members", StringComparison.OrdinalIgnoreCase) => new WatchedResource(path, "group", parts[1], MembersOnly: true),
            _ => null,
        };
    }

    public bool Sees(Change change) =>
        change.Subject.Kind == Kind
        && (Id is null || change.Subject.Id.Equals(Id, StringComparison.OrdinalIgnoreCase))
        && (!MembersOnly || change.Kind == ChangeKind.MembersChanged);
}

/// <summary>Somebody who wants to be notified.</summary>
internal sealed class Subscription
{
    public required string Id { get; init; }
    public required WatchedResource Resource { get; init; }
    public required IReadOnlyList<string> ChangeTypes { get; init; }
    public required string NotificationUrl { get; init; }
    public string? LifecycleNotificationUrl { get; init; }
    public string? ClientState { get; init; }
    public required string ApplicationId { get; init; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Nothing is sent until the client reauthorizes or renews; what happens meanwhile is lost.</summary>
    public bool Paused { get; set; }
}

/// <summary>The subscriptions of a world.</summary>
public sealed class SubscriptionBook
{
    private readonly Dictionary<string, Subscription> all = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that are alive, in the order of their making.</summary>
    internal IReadOnlyList<Subscription> Live(DateTimeOffset now)
    {
        foreach (var id in all.Values.Where(s => s.ExpiresAt <= now).Select(s => s.Id).ToList()) all.Remove(id);
        return [.. all.Values];
    }

    internal Subscription? Find(string id, DateTimeOffset now) => all.GetValueOrDefault(id) is { } found && found.ExpiresAt > now ? found : null;

    internal void Add(Subscription subscription) => all.Add(subscription.Id, subscription);

    internal bool Remove(string id) => all.Remove(id);
}
